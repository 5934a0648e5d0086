"""What the week board can be narrowed by; the board, its map and later its export share it."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from areas.models import HousingArea, HousingOrganisation, Municipality
from boligsocial.common.filters import CodeFilter, PageFilterSet
from boligsocial.common.periods import in_force
from boligsocial.common.text import search_key
from efforts.models import AreaReach, Effort, Funder, FundingShare
from staffing.choices import Mode
from staffing.models import Placement, Post
from staffing.querysets import at_work

MOST_OPTIONS = 120  # a longer list is no help in a drop-down: one chooses a municipality first


class EmployerFilter(django_filters.ChoiceFilter):
    """Posts by employer: "municipality-12" or "organisation-3"."""

    def filter(self, qs, value):
        """The value is one of the form's choices, so its parts are what they should be."""
        if not value:
            return qs
        kind, _dash, pk = value.partition("-")
        return qs.filter(**{f"employer_{kind}": int(pk)})


class BoardFilterSet(PageFilterSet):
    """Posts of the board. What concerns efforts narrows the areas reached as well (`efforts`)."""

    municipality = CodeFilter(
        label=_("Municipality"), queryset=Municipality.objects.all(), to_field_name="code", method="in_municipality"
    )
    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    effort = django_filters.ModelChoiceFilter(label=_("Effort"), queryset=Effort.objects.none(), empty_label=_("All"))
    employer = EmployerFilter(label=_("Employer"), empty_label=_("All"))
    funder = django_filters.ModelChoiceFilter(
        label=_("Paid by"), queryset=Funder.objects.none(), method="paid_by", empty_label=_("All")
    )
    mode = django_filters.ChoiceFilter(
        label=_("Placement of the post"), choices=Mode.choices, method="in_mode", empty_label=_("All")
    )

    class Meta:
        model = Post
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # On this form, not on the filters: those are shared by all requests.
        fields, efforts = self.form.fields, self._base_efforts
        fields["effort"].queryset = efforts
        fields["funder"].queryset = Funder.objects.filter(
            pk__in=FundingShare.objects.filter(effort__in=efforts.order_by().values("pk")).values("funder")
        )
        fields["employer"].choices = self._employers()

    # --- choices ---

    @cached_property
    def _municipality(self) -> Municipality | None:
        code = self.data.get("municipality", "") if self.data else ""
        return Municipality.objects.filter(code=code).first() if code.isdecimal() and len(code) == 4 else None

    @cached_property
    def _base_efforts(self) -> QuerySet:
        """Efforts at work that the user may see, in the municipality of the header."""
        efforts = Effort.objects.visible_to(self.request.user).filter(at_work(self.on))
        return efforts.filter(municipalities=self._municipality) if self._municipality else efforts

    def _employers(self) -> list[tuple[str, str]]:
        efforts = self._base_efforts.order_by().values("pk")
        choices = []
        for kind, model in (("municipality", Municipality), ("organisation", HousingOrganisation)):
            employing = Post.objects.filter(effort__in=efforts).values(f"employer_{kind}")
            rows = model.objects.filter(pk__in=employing).order_by("sort_key")
            choices += [(f"{kind}-{pk}", name) for pk, name in rows.values_list("pk", "name")]
        return choices

    # --- what they do ---

    def in_municipality(self, posts, _name, municipality):
        return posts.filter(effort__in=municipality.efforts.order_by().values("pk"))

    def search(self, posts, _name, text):
        key = search_key(text)
        if not key:
            return posts
        places = Placement.objects.filter(in_force(self.on)).filter(
            Q(workplace__search_key__spelt=key) | Q(workplace__area__search_key__spelt=key)
        )
        by_effort = Q(effort__search_key__spelt=key) | Q(effort__in=self._reaching(key))
        return posts.filter(Q(search_key__spelt=key) | by_effort | Q(pk__in=places.values("post")))

    def _reaching(self, key: str) -> QuerySet:
        """Efforts that reach an area of that name."""
        areas = HousingArea.objects.filter(Q(search_key__spelt=key) | Q(other_names__search_key__spelt=key))
        return AreaReach.objects.filter(in_force(self.on), area__in=areas.order_by().values("pk")).values("effort")

    def paid_by(self, posts, _name, funder):
        return posts.filter(effort__in=funder.shares.order_by().values("effort"))

    def in_mode(self, posts, _name, mode):
        return posts.in_mode(mode, self.on)

    # --- what follows ---

    @property
    def values(self) -> dict:
        """The values in use; what did not fit is left out."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def narrows_posts(self) -> bool:
        """Whether some posts of an effort may be hidden; then nobody in a row does not say nobody in the area."""
        return bool({"q", "employer", "mode"} & self.values.keys())

    def efforts(self) -> QuerySet:
        """The efforts whose areas the board shows: those chosen, or those of the posts chosen."""
        efforts, values = self._base_efforts.order_by(), self.values
        if "effort" in values:
            efforts = efforts.filter(pk=values["effort"].pk)
        if "funder" in values:
            efforts = efforts.filter(pk__in=values["funder"].shares.order_by().values("effort"))
        of_posts = Q(pk__in=self.qs.order_by().values("effort"))
        if {"employer", "mode"} & values.keys():
            return efforts.filter(of_posts)
        if "q" in values:
            key = search_key(values["q"])
            return efforts.filter(of_posts | Q(search_key__spelt=key) | Q(pk__in=self._reaching(key)))
        return efforts

    def trim_choices(self) -> None:
        """Hide the drop-downs that would be too long to be of use; their values in the address still count."""
        for name in ("effort", "funder"):
            field = self.form.fields[name]
            if field.queryset.order_by()[: MOST_OPTIONS + 1].count() > MOST_OPTIONS:
                field.widget = forms.HiddenInput()
        employer = self.form.fields["employer"]
        if len(employer.choices) > MOST_OPTIONS:
            employer.widget = forms.HiddenInput()
