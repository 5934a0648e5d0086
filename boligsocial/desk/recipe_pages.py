"""The pages that make and change need recipes: a municipality's own, and for an admin the common ones."""

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from areas.choices import RecipeKind
from areas.models import Recipe
from areas.recipe_actions import copy_recipe, save_recipe
from areas.recipe_forms import CopyForm, RecipeForm
from boligsocial.common.rights import LARGEST_KEY, changes, makes
from boligsocial.common.templatetags.boligsocial import carried
from boligsocial.desk.pages import FormPage


class NewRecipe(FormPage):
    """A municipality's own copy of a recipe; `?recipe=3` chooses which, else it is the common one used first."""

    rule = makes("areas.Municipality")
    template_name = "recipes/copy.html"

    @cached_property
    def recipes(self):
        return Recipe.objects.visible_to(self.request.user).order_by("municipality", "-is_default", "code")

    def get_subject(self, lock: bool = False) -> Recipe | None:
        wanted = self.request.GET.get("recipe", "")
        if wanted.isascii() and wanted.isdigit() and len(wanted) < 20 and int(wanted) <= LARGEST_KEY:
            found = self.recipes.filter(pk=int(wanted)).first()
            if found is not None:
                return found
        return self.recipes.filter(Q(municipality__isnull=True)).first()

    def get_form(self, subject, data=None, files=None) -> CopyForm:
        initial = {"recipe": subject.pk} if subject else {}
        return CopyForm(data, user=self.request.user, recipes=self.recipes, initial=initial)

    def get_title(self, subject) -> str:
        return _("A recipe of one's own")

    def save(self, form) -> str:
        asked = form.cleaned_data
        self.made = copy_recipe(
            recipe=asked["recipe"],
            municipality=asked["municipality"],
            name_da=asked["name_da"],
            name_en=asked["name_en"],
            is_default=asked["is_default"],
        )
        return reverse("data:recipe-edit", args=[self.made.pk]) + carried({"request": self.request})

    def get_success(self, form) -> str:
        return _("The copy is made. Change weights, steps and limits here as you need them.")

    def get_context(self, subject, form) -> dict:
        back = reverse("data:recipe", args=[subject.pk]) if subject else reverse("data:recipes")
        return {"back_url": back + carried({"request": self.request}), "submit_label": _("Make the copy")}


class EditRecipe(FormPage):
    rule = changes("areas.Recipe")
    template_name = "recipes/edit.html"

    def get_subject(self, lock: bool = False) -> Recipe:
        if lock:
            # First of all, so that everything read from here on is as the save will find it.
            Recipe._base_manager.select_for_update().filter(pk=self.kwargs["pk"]).order_by("pk").first()
        return self.rule.row(self.request.user, self.kwargs, Recipe.objects.select_related("municipality"))

    def get_form(self, subject, data=None, files=None) -> RecipeForm:
        return RecipeForm(data, files, instance=subject)

    def get_title(self, subject) -> str:
        return _("Edit %(recipe)s") % {"recipe": subject.name}

    def save(self, form: RecipeForm) -> str:
        saved, removed = form.saved_and_removed()
        recipe, self.moved = form.save(commit=False), 0
        if saved or removed or not form.is_same_row:
            self.moved = save_recipe(recipe=recipe, saved=saved, removed=removed, reason=form.why())
        return self.back(recipe)

    def back(self, recipe: Recipe) -> str:
        return reverse("data:recipe", args=[recipe.pk]) + carried({"request": self.request})

    def get_success(self, form) -> str:
        if not self.moved:
            return _("Saved. No area has another level because of it.")
        text = ngettext(
            "Saved. %(count)s area has another level in the newest year.",
            "Saved. %(count)s areas have another level in the newest year.",
            self.moved,
        )
        return text % {"count": self.moved}

    def get_context(self, subject, form) -> dict:
        return {"back_url": self.back(subject), "recipe": subject, "has_points": subject.kind == RecipeKind.POINTS}
