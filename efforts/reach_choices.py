"""What may be chosen when people say what an effort reaches, fetched once for all the rows of a page."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.functional import cached_property

from areas.models import HousingArea, Institution, Municipality
from boligsocial.common.text import search_key
from efforts.models import Effort

MOST_OFFERED = 1000  # areas and institutions to choose from
MOST_FOUND = 20  # areas that a search adds to the list
INSTITUTIONS, AREAS = "institutions-known", "areas-known"  # ids of the lists of suggestions


class Known:
    """What may be chosen for an effort; every part is asked for once."""

    def __init__(self, effort: Effort, user, on: date, search: str = "", also: Iterable[int] = ()):
        self.effort, self.user, self.on = effort, user, on
        self.search, self.also = search_key(search), set(also)

    @cached_property
    def towns(self) -> dict[str, Municipality]:
        """Where groups of citizens may live: the effort's municipalities, or all where it has none."""
        rows = list(self.effort.municipalities.order_by("sort_key"))
        return _by_key(rows or Municipality.objects.order_by("sort_key"))

    def _near(self, rows):
        near = self._visible(rows)
        if self.effort.municipalities.all():
            near = near.filter(municipality__in=self.effort.municipalities.all())
        return near

    @cached_property
    def near_areas(self) -> list[HousingArea]:
        """The areas of the effort's municipalities that the user sees."""
        return list(self._near(HousingArea.objects.current(self.on))[:MOST_OFFERED])

    @cached_property
    def found(self) -> list[HousingArea]:
        """Areas anywhere that the search names, by any of their names."""
        if not self.search:
            return []
        named = Q(search_key__spelt=self.search) | Q(other_names__search_key__spelt=self.search)
        rows = HousingArea.objects.filter(pk__in=HousingArea.objects.filter(named).values("pk"))
        return list(self._visible(rows)[:MOST_FOUND])

    @cached_property
    def far_areas(self) -> list[HousingArea]:
        """What this search and earlier ones have found elsewhere."""
        near = {row.pk for row in self.near_areas}
        elsewhere = (self.also | {row.pk for row in self.found}) - near
        return list(self._visible(HousingArea.objects.filter(pk__in=elsewhere))) if elsewhere else []

    def _visible(self, rows):
        return rows.visible_to(self.user).select_related("municipality").order_by("sort_key", "pk")

    @cached_property
    def areas(self) -> dict[str, HousingArea]:
        return _by_key([*self.near_areas, *self.far_areas])

    @cached_property
    def institutions(self) -> dict[str, Institution]:
        return _by_key(self._near(Institution.objects.all())[:MOST_OFFERED])


def _by_key(rows) -> dict:
    return {str(row.pk): row for row in rows}
