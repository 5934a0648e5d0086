"""Asking for a need recipe: what it is called, its limits, and which figures count how much."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.forms import inlineformset_factory
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from areas.choices import Direction, RecipeKind
from areas.models import Indicator, Municipality, Recipe, RecipeItem
from boligsocial.common.editing import TrackedForm
from boligsocial.common.fields import RowField
from boligsocial.common.row_forms import TrackedRows

MOST_WEIGHT, MOST_POINTS, MOST_YEARS = 100, 100, 20
NAME_DA, NAME_EN = _("Name in Danish"), _("Name in English")
REASON_HELP = _("It is kept in the history. Needed where a weight, a step or a limit changes.")
ENGLISH_HELP = _("Empty: the Danish name is shown in English too.")


class NumberField(forms.DecimalField):
    """A number, written as the language in use writes it, without zeros at the end."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "size": 8}))
        super().__init__(localize=True, **kwargs)

    def prepare_value(self, value):
        return trimmed(value) if isinstance(value, Decimal) else value


def trimmed(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


class CopyForm(forms.Form):
    """A municipality's own copy of a recipe."""

    recipe = forms.ModelChoiceField(Recipe.objects.none(), label=_("Copy of"), empty_label=None)
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Municipality"), empty_label=_("Choose a municipality")
    )
    name_da = forms.CharField(label=NAME_DA, max_length=200)
    name_en = forms.CharField(label=NAME_EN, max_length=200, required=False, help_text=ENGLISH_HELP)
    is_default = forms.BooleanField(
        label=_("The municipality's standard recipe"),
        required=False,
        initial=True,
        help_text=_("Then lists, maps and the areas' pages show its levels."),
    )

    def __init__(self, data=None, *, user, recipes, **kwargs):
        super().__init__(data, **kwargs)
        towns = Municipality.objects.changeable_by(user).order_by("sort_key")
        self.fields["recipe"].queryset = recipes
        self.fields["municipality"].queryset = towns
        first = list(towns[:2])
        if len(first) == 1:
            self.initial.setdefault("municipality", first[0].pk)


class LimitsForm(TrackedForm):
    """The recipe without its figures; the name, who is large enough, the limits and the trend."""

    checked_together = frozenset({"is_default"})  # the action makes room for the one that is used first

    class Meta:
        model = Recipe
        fields = [
            "name_da",
            "name_en",
            "is_default",
            "smallest_residents",
            "fewest_areas",
            "level_2",
            "level_3",
            "level_4",
            "trend_years",
            "trend_from",
        ]
        field_classes = dict.fromkeys(("level_2", "level_3", "level_4", "trend_from"), NumberField)
        labels = {
            "name_da": NAME_DA,
            "name_en": NAME_EN,
            "is_default": _("Standard recipe"),
            "smallest_residents": _("Smallest number of residents"),
            "fewest_areas": _("Fewest areas in a mean"),
            "level_2": _("Level 2 from"),
            "level_3": _("Level 3 from"),
            "level_4": _("Level 4 from"),
            "trend_years": _("Years back"),
            "trend_from": _("Rising or falling from"),
        }
        help_texts = {
            "is_default": _("Lists, maps and the areas' pages show the levels of the standard recipe."),
            "smallest_residents": _("Smaller areas get no level."),
            "fewest_areas": _("Fewer areas give no mean, where the municipality has no figure of its own."),
            "trend_from": _("How much the score must change."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "It is kept in the history. Needed where a weight, a step or a limit changes."
        )

    def clean_fewest_areas(self) -> int:
        number = self.cleaned_data["fewest_areas"]
        if number < 1:
            raise ValidationError(_("A mean is of at least one area."), code="none")
        return number

    def clean_trend_years(self) -> int:
        years = self.cleaned_data["trend_years"]
        if not 1 <= years <= MOST_YEARS:
            raise ValidationError(_("From 1 to %(most)s years."), code="out_of_range", params={"most": MOST_YEARS})
        return years


class ItemForm(TrackedForm):
    """A figure that may count; `picked` says whether it does."""

    reason = None
    indicator = RowField(widget=forms.HiddenInput)
    picked = forms.BooleanField(required=False, label=_("Counts"))
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=MOST_WEIGHT)
    step = NumberField(label=_("Distance for a point"), max_digits=12, decimal_places=4)
    most = forms.IntegerField(label=_("Most points"), min_value=1, max_value=MOST_POINTS)

    class Meta:
        model = RecipeItem
        fields = ["indicator", "weight", "step", "most"]

    def __init__(self, *args, known: dict[str, Indicator], kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].rows = dict(known)
        if self.instance.pk:
            self.fields["indicator"].rows.setdefault(str(self.instance.indicator_id), self.instance.indicator)
        if self.figure is not None:
            self.fields["picked"].label = self.figure.name
        if kind == RecipeKind.MATRIX:
            # Standard deviations have neither steps nor a most; the columns must hold something.
            for name in ("step", "most"):
                del self.fields[name]
            if self.instance.pk is None:
                self.instance.step = 1

    def has_changed(self) -> bool:
        """A figure that is not picked counts for nothing, whatever was typed beside it."""
        return "picked" in self.changed_data or (self.instance.pk is not None and super().has_changed())

    def _ask_why(self) -> None:
        """The reason is asked for once, for the whole recipe."""

    def _tracked(self) -> list[str]:
        return [name for name in super()._tracked() if name in self._meta.fields]

    @cached_property
    def figure(self) -> Indicator | None:
        key = self.instance.indicator_id or self["indicator"].value()
        return self.fields["indicator"].rows.get(str(key))


class ItemRows(TrackedRows):
    """All figures that may count; taking the tick from one that does removes it."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields.pop("DELETE", None)
        form.fields["picked"].initial = bool(form.instance.pk)

    def _should_delete_form(self, form) -> bool:
        return not form.cleaned_data.get("picked") if hasattr(form, "cleaned_data") else False

    def name_of(self, row) -> str:
        return row.indicator.name

    def title_of(self, form) -> str:
        return form.figure.name if form.figure else str(_("indicator"))

    @property
    def in_order(self) -> list[ItemForm]:
        rows = [form for form in self.forms if form.figure]
        return sorted(rows, key=lambda form: (form.figure.position, form.figure.code, form.instance.pk is None))


Items = inlineformset_factory(Recipe, RecipeItem, form=ItemForm, formset=ItemRows, extra=0, can_delete=True)


class RecipeForm(LimitsForm):
    """The recipe with its figures, as one form. Whatever changes a level asks why."""

    def __init__(self, data=None, files=None, *, instance: Recipe):
        super().__init__(data, files, instance=instance)
        known = Indicator.objects.exclude(direction=Direction.NEUTRAL).order_by("position", "code")
        self.known = {str(row.pk): row for row in known}
        kwargs = {"form_kwargs": {"known": self.known, "kind": instance.kind}, "instance": instance, "prefix": "items"}
        kwargs["queryset"] = RecipeItem.objects.select_related("indicator").order_by("pk")
        if data is not None:
            self.items = Items(data, **kwargs)
            return
        there = set(instance.items.values_list("indicator", flat=True))
        offered = [row for row in known if row.pk not in there]
        self.items = Items(initial=[{"indicator": row.pk, "weight": 1, "most": 4} for row in offered], **kwargs)
        self.items.extra = len(offered)

    def is_valid(self) -> bool:
        valid, rows_valid = super().is_valid(), self.items.is_valid()
        for where, about, message in self.items.problems():
            self.add_error(None, format_html('<a href="#{}">{}</a>: {}', where, about, message) if where else message)
        if rows_valid and not any(self.items._standing()):
            self.add_error(None, ValidationError(_("Choose at least one figure."), code="empty"))
            return False
        if rows_valid and self.items.has_changed() and not self.why() and "reason" not in self.errors:
            self.add_error("reason", ValidationError(_("Say why it is changed: it is kept."), code="no_reason"))
            return False
        return valid and rows_valid

    def why(self) -> str:
        return (getattr(self, "cleaned_data", {}).get("reason") or "").strip()

    def saved_and_removed(self) -> tuple[list, list]:
        return self.items.save(commit=False), self.items.deleted_objects
