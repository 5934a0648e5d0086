"""Asking people about posts and workplaces."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from areas.models import HousingArea, HousingOrganisation, Municipality
from boligsocial.common.editing import TrackedForm
from boligsocial.common.fields import DayField, LastDayField
from boligsocial.common.seen import SeenForm
from boligsocial.common.spatial import ShapeField
from boligsocial.common.widgets import ShapeWidget
from efforts.models import Effort
from staffing.models import Post, Workplace
from staffing.places import Places, key_of

_NOTHING = [("", "–")]


class PartOfChoice(forms.Widget):
    """Reads the key of one kind from another control of the form: of "municipality-12", 12 for a municipality."""

    def __init__(self, field: str, control: str, kind: str):
        self.field, self.control, self.kind = field, control, kind
        super().__init__()

    def value_from_datadict(self, data, files, name):
        kind, _dash, pk = (data.get(name.removesuffix(self.field) + self.control) or "").partition("-")
        return pk if kind == self.kind else ""

    def value_omitted_from_data(self, data, files, name):
        return False


def employers_of(effort: Effort, places: Places) -> list[tuple[str, str]]:
    """Who may employ a post of the effort: its municipalities, its lead, and organisations that pay."""
    paying = HousingOrganisation.objects.filter(funders__shares__effort=effort).order_by("sort_key").distinct()
    rows = dict.fromkeys([*places.towns, *places.organisations, *paying])
    return [(key_of(row), row.name) for row in rows]


class PostForm(TrackedForm):
    """A post of an effort. `employers` are the options for who employs it; the one it has may always be kept."""

    employer = forms.ChoiceField(label=_("Employer"), required=False)

    class Meta:
        model = Post
        fields = [
            "title",
            "display_name",
            "employer_municipality",
            "employer_organisation",
            "weekly_minutes",
            "starts_on",
            "ends_on",
            "source",
        ]
        field_classes = {"starts_on": DayField, "ends_on": LastDayField}
        labels = {"starts_on": _("First day"), "ends_on": _("Last day")}
        help_texts = {
            "starts_on": _("Empty: as long as the effort."),
            "ends_on": _("Empty: as long as the effort."),
            "weekly_minutes": _("37 is full time. Empty: not known."),
        }
        widgets = {
            "employer_municipality": PartOfChoice("employer_municipality", "employer", "municipality"),
            "employer_organisation": PartOfChoice("employer_organisation", "employer", "organisation"),
        }

    def __init__(self, *args, employers: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        post = self.instance
        self.fields["employer_municipality"].queryset = Municipality.objects.all()
        self.fields["employer_organisation"].queryset = HousingOrganisation.objects.all()
        self.initial.setdefault("employer", key_of(post.employer) if post.pk or post.employer else "")
        options = dict(employers)
        if post.employer is not None:
            options.setdefault(key_of(post.employer), post.employer.name)
        self.fields["employer"].choices = [*_NOTHING, *options.items()]

    @property
    def changes_post(self) -> bool:
        """Whether anything of the post itself is changed, its places apart."""
        return bool(set(self.changed_data) & {*self._meta.fields})


class NewPostForm(PostForm):
    """A new post, with the effort it is in."""

    class Meta(PostForm.Meta):
        fields = ["effort", *PostForm.Meta.fields]

    def __init__(self, *args, efforts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["effort"].queryset = efforts
        # Any effort that may be chosen has its employers; which they are shows when there is only one effort.
        if len(self.fields["employer"].choices) == 1:
            del self.fields["employer"], self.fields["employer_municipality"], self.fields["employer_organisation"]


class EndForm(SeenForm):
    """The last day of a post, whose places end with it."""

    news = _(
        "Somebody has changed the post or where it sits since you opened this page. This is what its end does now: "
        "look at it, and confirm once more."
    )
    ends_on = LastDayField(
        label=_("Last day"), help_text=_("Its places end with it; the days before stay as they are.")
    )
    reason = forms.CharField(
        label=_("Why does it end?"), required=False, max_length=500, help_text=_("It is kept in the history.")
    )


class WorkplaceForm(TrackedForm):
    """A workplace, at one of the `owners`: areas (local), municipalities and organisations (central)."""

    owner = forms.ChoiceField(label=_("Where it is"))
    point = ShapeField(
        kind="POINT",
        label=_("Place"),
        required=False,
        widget=ShapeWidget(kind="POINT"),
        help_text=_("Click on the map, or write the coordinates. Empty: not known."),
    )

    class Meta:
        model = Workplace
        fields = ["name", "area", "municipality", "organisation", "point", "source"]
        widgets = {kind: PartOfChoice(kind, "owner", kind) for kind in ("area", "municipality", "organisation")}

    def __init__(self, *args, owners: list, **kwargs):
        super().__init__(*args, **kwargs)
        for name, model in (
            ("area", HousingArea),
            ("municipality", Municipality),
            ("organisation", HousingOrganisation),
        ):
            self.fields[name].queryset = model.objects.filter(pk__in=[row.pk for row in owners if type(row) is model])
        workplace = self.instance
        own = workplace.area or workplace.municipality or workplace.organisation
        if own is not None:
            self.initial.setdefault("owner", key_of(own))
            owners = list(dict.fromkeys([*owners, own]))
        local = [(key_of(row), row.name) for row in owners if isinstance(row, HousingArea)]
        central = [(key_of(row), row.name) for row in owners if not isinstance(row, HousingArea)]
        groups = ((_("Local, in the area"), local), (_("Central, at"), central))
        self.fields["owner"].choices = [*_NOTHING, *((title, rows) for title, rows in groups if rows)]
        self.order_fields(["name", "owner", "point"])

    def _get_validation_exclusions(self):
        # Who has chosen no place at all is told so once.
        missing = {"area", "municipality", "organisation"} if "owner" in self.errors else set()
        return super()._get_validation_exclusions() | missing

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("owner") and not any(cleaned.get(kind) for kind in ("area", "municipality", "organisation")):
            self.add_error("owner", ValidationError(_("Choose where it is from the list."), code="invalid_choice"))
        return cleaned
