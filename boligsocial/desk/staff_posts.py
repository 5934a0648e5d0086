"""One post: a new one, and later changes of it."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from boligsocial.common.rights import LARGEST_KEY, makes
from boligsocial.desk.effort_steps import carried
from boligsocial.desk.pages import FormPage
from boligsocial.desk.staff_moves import OnePost
from efforts.models import Effort
from staffing import actions
from staffing.forms import NewPostForm, PostForm, employers_of
from staffing.models import Post
from staffing.places import Places


class EditPost(OnePost):
    """The facts of a post, and the ways to where it sits."""

    template_name = "desk/staff_post.html"

    def get_title(self, subject) -> str:
        return str(subject)

    def get_form(self, subject, data=None, files=None):
        return PostForm(data, instance=subject, employers=employers_of(subject.effort, self.places))

    def save(self, form) -> str:
        if not form.changes_nothing:
            actions.save_post(post=form.save(commit=False), reason=form.cleaned_data["reason"])
        return self.back_url

    def get_context(self, subject, form) -> dict:
        seats = subject.placements.select_related("workplace__area").order_by("weekday", "starts_on", "pk")
        return super().get_context(subject, form) | {"effort": subject.effort, "placements": seats}


class NewPost(FormPage):
    """A new post in an effort the user may change; `?effort=` chooses it. Afterwards one says where it sits."""

    rule = makes("efforts.Effort")
    template_name = "desk/staff_post.html"

    def get_subject(self, lock: bool = False) -> Post:
        return Post()

    def get_title(self, subject) -> str:
        return _("New post")

    @cached_property
    def efforts(self):
        """The efforts it may be for: the one the address names, or all that the user may change."""
        rows = Effort.objects.changeable_by(self.request.user).order_by("sort_key", "pk")
        key = self.request.GET.get("effort", "")
        if not key:
            town = self.request.GET.get("municipality", "")
            return rows.filter(municipalities__code=town) if town.isascii() and town.isalnum() else rows
        if not (key.isascii() and key.isdigit() and len(key) < 20 and int(key) <= LARGEST_KEY):
            raise Http404
        rows = rows.filter(pk=int(key))
        if not rows.exists():
            raise Http404
        return rows

    @cached_property
    def effort(self) -> Effort | None:
        """The only effort there is to choose."""
        found = list(self.efforts[:2])
        return found[0] if len(found) == 1 else None

    def get_form(self, subject, data=None, files=None):
        employers = employers_of(self.effort, Places(self.effort, self.request.user)) if self.effort else []
        initial = {"effort": self.effort.pk} if self.effort else {}
        return NewPostForm(data, instance=subject, employers=employers, efforts=self.efforts, initial=initial)

    def save(self, form) -> str:
        post = actions.save_post(post=form.save(commit=False))
        there = reverse("desk:post-move", args=[post.pk]) + carried(self.request)
        if self.request.GET.get("back") == "effort":
            there += f"{'&' if '?' in there else '?'}back=effort"
        return there

    def get_success(self, form) -> str:
        return _("The post is made. Say now where it sits.")

    def get_context(self, subject, form) -> dict:
        if self.effort and self.request.GET.get("back") == "effort":
            back = reverse("efforts:detail", args=[self.effort.pk]) + carried(self.request) + "#staff"
        else:
            back = reverse("staffing:board") + carried(self.request)
        return {"back_url": back, "effort": self.effort, "placements": [], "scope_url": reverse("staffing:board")}
