"""Where the posts of an effort may sit, as far as a user may choose it: workplaces, and areas that get their first."""

from functools import cached_property

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from areas.models import HousingArea, HousingOrganisation, Municipality
from efforts.models import Effort
from staffing.actions import Place
from staffing.models import Workplace

NOWHERE = "nowhere"
_KINDS = {HousingArea: "area", Municipality: "municipality", HousingOrganisation: "organisation"}


def key_of(place: Place | None) -> str:
    """How a form names a place: the workplace's key, "area-12" for somewhere without a workplace, "" for nowhere."""
    if place is None:
        return ""
    return str(place.pk) if isinstance(place, Workplace) else f"{_KINDS[type(place)]}-{place.pk}"


def is_local(place: Place) -> bool:
    return place.is_local if isinstance(place, Workplace) else isinstance(place, HousingArea)


def area_of(place: Place) -> int | None:
    """The key of the area that a local place is in."""
    if isinstance(place, Workplace):
        return place.area_id
    return place.pk if isinstance(place, HousingArea) else None


class Places:
    """The places for one effort and one user, asked for once a page.

    `elsewhere` adds the other areas of its municipalities, for moves out of the effort's areas. Where there is no
    workplace yet and the user may make one, the area, municipality or organisation itself may be chosen.
    """

    def __init__(self, effort: Effort, user, elsewhere: bool = False):
        self.effort, self.user, self.elsewhere = effort, user, elsewhere

    @cached_property
    def towns(self) -> list[Municipality]:
        lead = Q(pk=self.effort.lead_municipality_id) if self.effort.lead_municipality_id else Q(pk__in=[])
        mine = self.effort.municipalities.through.objects.filter(effort=self.effort).values("municipality")
        return list(Municipality.objects.filter(Q(pk__in=mine) | lead).order_by("sort_key"))

    @cached_property
    def areas(self) -> list[HousingArea]:
        """The areas that the effort reaches, at whatever time."""
        reached = self.effort.area_reaches.order_by().values("area")
        return list(HousingArea.objects.visible_to(self.user).filter(pk__in=reached).order_by("sort_key"))

    @cached_property
    def others(self) -> list[HousingArea]:
        """Other areas of the effort's municipalities."""
        if not self.elsewhere:
            return []
        rows = HousingArea.objects.visible_to(self.user).filter(municipality__in=[town.pk for town in self.towns])
        return list(rows.exclude(pk__in=[area.pk for area in self.areas]).order_by("sort_key"))

    @cached_property
    def organisations(self) -> list[HousingOrganisation]:
        lead = self.effort.lead_organisation_id
        return list(HousingOrganisation.objects.filter(pk=lead)) if lead else []

    @cached_property
    def workplaces(self) -> list[Workplace]:
        """Those at the places above that the user may see, and those where the effort's posts sit already."""
        here = Q(area__in=[area.pk for area in (*self.areas, *self.others)])
        here |= Q(municipality__in=[town.pk for town in self.towns])
        here |= Q(organisation__in=[row.pk for row in self.organisations])
        used = Q(pk__in=self.effort.posts.order_by().values("placements__workplace"))
        seen = Workplace.objects.visible_to(self.user).filter(here).order_by().values("pk")
        rows = Workplace.objects.filter(used | Q(pk__in=seen))
        return list(rows.select_related("area", "municipality", "organisation").order_by("sort_key", "pk"))

    @cached_property
    def may_make(self) -> list[Place]:
        """Where the user may make a workplace."""
        found = []
        for model, rows in (
            (HousingArea, [*self.areas, *self.others]),
            (Municipality, self.towns),
            (HousingOrganisation, self.organisations),
        ):
            allowed = model.objects.changeable_by(self.user).filter(pk__in=[row.pk for row in rows]).order_by()
            keys = set(allowed.values_list("pk", flat=True)) if rows else set()
            found += [row for row in rows if row.pk in keys]
        return found

    @cached_property
    def known(self) -> dict[str, Place]:
        """Every place that may be chosen, also those an older page still shows as without a workplace."""
        return {key_of(place): place for place in (*self.workplaces, *self.may_make)}

    @cached_property
    def choices(self) -> list:
        """Grouped options of a select, without an empty one."""
        reached = {area.pk for area in self.areas}
        groups: dict[str, list] = {"local": [], "central": [], "elsewhere": []}
        for key, place in self.known.items():
            if isinstance(place, Workplace) or not self.has_workplace(place):
                near = area_of(place) in reached or not self.elsewhere
                group = "central" if not is_local(place) else "local" if near else "elsewhere"
                groups[group].append((key, self.label(place)))
        titles = {"local": _("Local"), "central": _("Central"), "elsewhere": _("Areas the effort does not reach")}
        return [(titles[name], options) for name, options in groups.items() if options]

    def has_workplace(self, place: Place) -> bool:
        return any(self._owner(row) == key_of(place) for row in self.workplaces)

    def label(self, place: Place) -> str:
        if not isinstance(place, Workplace):
            return _("%(name)s (new workplace)") % {"name": place.name}
        owner = place.area or place.municipality or place.organisation
        return place.name if owner.name in place.name else f"{place.name}, {owner.name}"

    def value_for(self, text: str) -> str:
        """The option for what an address names: a workplace "12", or "area-7": its first workplace, or itself."""
        first = next((row for row in self.workplaces if self._owner(row) == text), None)
        value = key_of(first) if first else text
        return value if value in self.known else ""

    @staticmethod
    def _owner(row: Workplace) -> str:
        kinds = ("area", row.area_id), ("municipality", row.municipality_id), ("organisation", row.organisation_id)
        return next(f"{kind}-{pk}" for kind, pk in kinds if pk)


class PlaceField(forms.ChoiceField):
    """A choice of a place; its value is the place itself, None for nothing chosen.

    `nowhere` is the label of an option that says nowhere on purpose; it is None, too.
    """

    def __init__(self, places: Places, empty: str = "–", nowhere: str = "", **kwargs):
        self.places, self.nowhere = places, nowhere
        last = [(NOWHERE, nowhere)] if nowhere else []
        super().__init__(choices=[("", empty), *places.choices, *last], **kwargs)

    def valid_value(self, value):
        return value in self.places.known or bool(self.nowhere and value == NOWHERE)

    def clean(self, value):
        return self.places.known.get(super().clean(value))
