"""Make rows of the demonstration's words: all rows of a kind in one statement."""

from collections.abc import Iterable, Sequence
from itertools import chain

from django.contrib.gis.geos import Point

from areas.models import HousingArea, HousingOrganisation, Institution, Municipality
from boligsocial.common.loading import insert
from boligsocial.common.spatial import GRID
from boligsocial.demo.spec import Effort as EffortSpec
from boligsocial.demo.spec import Post as PostSpec
from boligsocial.demo.town_places import SQUARE
from efforts import models
from efforts.models import Effort, FocusArea, Funder, Typology
from staffing.models import Placement, Post, Workplace

FIVE = "cfbu-2021"


class Names:
    """What rows refer to, by name; areas and institutions by municipality and name."""

    def __init__(self):
        self.municipalities = {row.name: row for row in Municipality.objects.all()}
        self.organisations = {row.name: row for row in HousingOrganisation.objects.all()}
        self.funders = {row.name: row for row in Funder.objects.all()}
        self.areas = _by_place(HousingArea)
        self.institutions = _by_place(Institution)
        self.workplaces = {row.name: row for row in Workplace.objects.all()}
        self.focus_areas = {(row.grant_period, row.name_da): row for row in FocusArea.objects.all()}
        self.typologies = {row.number: row for row in Typology.objects.filter(typology_set__code=FIVE)}

    def resolve(self, fields: dict) -> dict:
        """The fields with rows in the place of names, and a point in the place of metres."""
        found = {name: self._row(name, value) for name, value in fields.items() if name != "at"}
        return found | ({"point": town_point(fields["at"])} if "at" in fields else {})

    def _row(self, name: str, value):
        tables = {
            "municipality": self.municipalities,
            "lead_municipality": self.municipalities,
            "employer_municipality": self.municipalities,
            "organisation": self.organisations,
            "lead_organisation": self.organisations,
            "employer_organisation": self.organisations,
            "funder": self.funders,
            "area": self.areas,
            "earmarked_for": self.areas,
            "institution": self.institutions,
            "workplace": self.workplaces,
            "focus_area": self.focus_areas,
        }
        return tables[name][value] if name in tables else value


def town_point(at: tuple[int, int] | None) -> Point | None:
    """A place in the fictional town, metres from its square."""
    return at and Point(SQUARE[0] + at[0], SQUARE[1] + at[1], srid=GRID)


def _by_place(model) -> dict:
    rows = model.objects.select_related("municipality")
    return {(row.municipality.name, row.name): row for row in rows}


def build_efforts(specs: Sequence[EffortSpec]) -> list[Effort]:
    """Save the efforts with all their parts."""
    names = Names()
    efforts = insert([Effort(name=spec.name, **names.resolve(spec.fields)) for spec in specs])
    pairs = list(zip(efforts, specs, strict=True))
    _link(Effort.municipalities.through, ((e, names.municipalities[m]) for e, s in pairs for m in s.municipalities))
    _link(Effort.declared_typologies.through, ((e, names.typologies[n]) for e, s in pairs for n in s.declared))
    for model, part in PARTS:
        insert([model(effort=e, **names.resolve(fields)) for e, s in pairs for fields in getattr(s, part)])
    insert([models.Budget(effort=e, year=y, amount=kr * 100) for e, s in pairs for y, kr in s.budgets.items()])
    insert([models.FundingShare(effort=e, **_share(names, fields)) for e, s in pairs for fields in s.shares])
    _build_posts([(e, post) for e, s in pairs for post in s.posts], names)
    return efforts


PARTS = (
    (models.AreaReach, "areas"),
    (models.CitizenGroup, "citizens"),
    (models.InstitutionReach, "institutions"),
    (models.CityLink, "city_links"),
    (models.Activity, "activities"),
)


def _share(names: Names, fields: dict) -> dict:
    """Kroner become øre."""
    fields = names.resolve(fields)
    if "amount" in fields:
        fields["amount"] *= 100
    return fields


def _link(through, pairs: Iterable[tuple]) -> None:
    """Many-to-many rows; the first relation of `through` is the effort."""
    first, second = (f.name for f in through._meta.get_fields() if f.is_relation)
    insert([through(**{first: one, second: other}) for one, other in pairs])


def _build_posts(pairs: list[tuple[Effort, PostSpec]], names: Names) -> None:
    rows = [
        Post(
            effort=effort,
            title=spec.title,
            weekly_minutes=spec.hours and spec.hours * 60,
            **{"source": effort.source, **names.resolve(spec.fields)},
        )
        for effort, spec in pairs
    ]
    insert(rows)
    insert(list(chain.from_iterable(_placements(row, spec, names) for row, (_, spec) in zip(rows, pairs, strict=True))))


def _placements(post: Post, spec: PostSpec, names: Names):
    for seat in spec.seats:
        for weekday in seat.weekdays:
            yield Placement(
                post=post,
                workplace=names.workplaces[seat.workplace],
                weekday=weekday,
                starts_on=seat.starts_on or post.starts_on,
                ends_on=seat.ends_on or post.ends_on,
            )
