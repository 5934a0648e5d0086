"""The filters of efforts, shared by list, map and export."""

import django_filters
from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from areas.models import Municipality
from boligsocial.common.filters import CodeFilter, PageFilterSet, SearchFilter
from boligsocial.common.periods import in_force
from efforts.choices import FINISHED, EffortKind, FunderKind, Trait
from efforts.derive import PAYING, main_typologies, rule_of
from efforts.models import AreaReach, Effort, FundingShare
from efforts.rules.typology import Verdict

UNDECIDED, NONE = "open", "none"


class When(TextChoices):
    """An effort's period against the day shown."""

    NOW = "now", _("in force on the date")
    BEFORE = "before", _("ended before")
    LATER = "later", _("begins later")


class EffortFilter(PageFilterSet):
    q = SearchFilter(field_name="search_key", lookup_expr="spelt")
    municipality = CodeFilter(
        field_name="municipalities",
        label=_("Municipality"),
        to_field_name="code",
        queryset=Municipality.objects.all(),
        distinct=True,
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=[(status.value, status.label) for status in FINISHED], empty_label=_("All")
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=EffortKind.choices, empty_label=_("All"))
    typology = django_filters.ChoiceFilter(
        label=_("Typology"), choices=[], empty_label=_("All"), method="filter_typology"
    )
    funder = django_filters.ChoiceFilter(
        label=_("Paid by"), choices=FunderKind.choices, empty_label=_("All"), method="filter_funder"
    )
    area = SearchFilter(label=_("Reaches the area"), method="filter_area")
    period = django_filters.ChoiceFilter(
        label=_("Period"), choices=When.choices, empty_label=_("All"), method="filter_period"
    )

    class Meta:
        model = Effort
        fields = ["q", "municipality", "status", "kind", "typology", "funder", "area", "period"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Which typologies there are is data; the list shows them too, so they are read once.
        self.typologies = main_typologies()
        self.form.fields["typology"].choices = [
            *((str(typology.number), str(typology)) for typology in self.typologies),
            (UNDECIDED, _("Undecided: facts are missing")),
            (NONE, _("None")),
        ]

    def filter_typology(self, rows, name, value):
        """Efforts whose reach shows the typology on the day, as the rules decide it."""
        if value == UNDECIDED:
            return rows.showing(self._traits(), self.on, Verdict.OPEN)
        if value == NONE:
            shown = [Q(**{f"shows_{trait.value}": Verdict.NOT_MET.value}) for trait in self._traits()]
            return rows.with_traits(self.on, self._traits()).filter(*shown)
        chosen = [typology for typology in self.typologies if str(typology.number) == value]
        return rows.showing([trait for typology in chosen for trait in rule_of(typology).traits], self.on)

    def _traits(self) -> list[Trait]:
        return list(dict.fromkeys(trait for typology in self.typologies for trait in rule_of(typology).traits))

    def filter_funder(self, rows, name, value):
        """Efforts that a party of this kind pays for in the day's year, or in no known year."""
        shares = FundingShare.objects.filter(
            Q(year=self.on.year) | Q(year__isnull=True),
            effort=OuterRef("pk"),
            status__in=[status.value for status in PAYING],
            funder__kind=value,
        )
        return rows.filter(Exists(shares))

    def filter_area(self, rows, name, value):
        """Efforts that reach, on the day, an area with this in its name or in another name of it."""
        named = Q(area__search_key__spelt=value) | Q(area__other_names__search_key__spelt=value)
        return rows.filter(Exists(AreaReach.objects.filter(named, in_force(self.on), effort=OuterRef("pk"))))

    def filter_period(self, rows, name, value):
        return {
            When.NOW: rows.current(self.on),
            When.BEFORE: rows.filter(ends_on__lte=self.on),
            When.LATER: rows.filter(starts_on__gt=self.on),
        }[When(value)]
