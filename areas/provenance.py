"""Where a figure is from, and what it was before. Part of the door (areas/figures.py)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth import get_user_model

from areas.choices import Availability, Level
from areas.figures import Figure
from areas.models import HousingArea, Import, ImportChange, Observation
from areas.rules.withholding import is_small
from areas.thresholds import RESIDENTS, Thresholds, counts_of

_OBSERVATION = Observation._meta.label_lower


@dataclass(frozen=True)
class Provenance:
    """The file, row, person and time of a figure; what is not known is empty. `batch` is the import's key."""

    at: datetime | None
    person: str = ""
    file: str = ""
    row: int | None = None
    batch: int | None = None


@dataclass(frozen=True)
class Edition:
    """An earlier state of a figure, until an import replaced it."""

    figure: Figure
    until: datetime | None
    replaced_by: Provenance


def provenance(of: Iterable[Figure]) -> dict[int, Provenance]:
    """By the key of the observation (`Figure.pk`). Two queries, however many figures."""
    of = [figure for figure in of if figure.pk is not None]
    files = _files({figure.batch for figure in of})
    people = _people({figure.entered_by for figure in of} | {user for _file, user, _at in files.values()})
    return {figure.pk: _told(figure, files, people) for figure in of}


def _told(figure: Figure, files: dict, people: dict[int, str]) -> Provenance:
    file, user, _at = files.get(figure.batch, ("", None, None))
    person = people.get(figure.entered_by or user, "")
    return Provenance(figure.entered_at, person, file, figure.batch_row, figure.batch)


def _files(batches: set) -> dict[int, tuple[str, int | None, datetime | None]]:
    rows = Import.objects.filter(pk__in=batches - {None}).order_by().values_list("pk", "file_name", "user", "done_at")
    return {pk: (name, user, at) for pk, name, user, at in rows}


def _people(users: set) -> dict[int, str]:
    rows = get_user_model()._base_manager.filter(pk__in=users - {None})
    return {person.pk: str(person) for person in rows}


def history(of: Figure) -> list[Edition]:
    """The earlier editions of a figure, newest first; without numbers where it, or the edition, is withheld.

    A flat number of queries.
    """
    if of.pk is None:
        return []
    changes = ImportChange.objects.filter(model=_OBSERVATION, key=of.pk).exclude(before=None).order_by("-pk")
    changes = list(changes.values_list("batch", "row", "before"))
    befores = [before for _batch, _row, before in changes]
    files = _files({batch for batch, _row, _before in changes} | {_key(before, "batch") for before in befores})
    people = _people({_key(before, "entered_by") for before in befores} | {user for _f, user, _at in files.values()})
    judge = _Judge(of)
    found = []
    for batch, row, before in changes:
        file, user, at = files.get(batch, ("", None, None))
        by = Provenance(at, people.get(user, ""), file, row, batch)
        found.append(Edition(_edition(of, before, judge), at, by))
    return found


class _Judge:
    """Whether an earlier edition of a figure would be withheld by the rules of now."""

    def __init__(self, of: Figure):
        self.of, self.thresholds = of, Thresholds()
        lived = Observation.objects.filter(**{of.level: of.key}, indicator__code=RESIDENTS, year=of.year)
        self.residents = lived.values_list("value", flat=True).first()
        if self.residents is None and of.level is Level.AREA:
            self.residents = HousingArea.objects.filter(pk=of.key).values_list("residents", flat=True).first()

    def withholds(self, before: dict, numbers: dict) -> bool:
        if self.of.state is Availability.WITHHELD or before.get("hidden"):
            return True
        definition = self.thresholds.indicators[self.of.indicator]
        counted = (numbers[name] for name in ("value", "numerator", "denominator", "answers"))
        counts = counts_of(definition, *counted, residents=self.residents)
        return is_small(counts, self.thresholds.of(_key(before, "origin"), self.of.indicator))


def _edition(of: Figure, before: dict, judge: _Judge) -> Figure:
    """The figure as it was; withheld if it is withheld now, was so then, or would be by the rules of now."""
    numbers = {
        **{name: _decimal(before.get(name)) for name in ("value", "margin")},
        **{name: before.get(name) for name in ("numerator", "denominator", "answers")},
    }
    state = Availability(before.get("availability") or Availability.AVAILABLE)
    if judge.withholds(before, numbers):
        state = Availability.WITHHELD
    return Figure(
        of.level,
        of.key,
        of.indicator,
        of.year,
        state,
        **(numbers if state is Availability.AVAILABLE else {}),
        period=before.get("period") or "",
        source=before.get("source") or "",
        extracted_on=_day(before.get("extracted_on")),
        pk=of.pk,
        batch=_key(before, "batch"),
        batch_row=before.get("batch_row"),
        entered_by=_key(before, "entered_by"),
        entered_at=_time(before.get("entered_at")),
        origin=_key(before, "origin"),
    )


def _key(before: dict, name: str) -> int | None:
    return before.get(name, before.get(f"{name}_id"))


def _decimal(text) -> Decimal | None:
    return None if text is None else Decimal(str(text))


def _day(text) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
