"""Boundaries from a map file: received, checked shape by shape, brought in from a day on, and taken back.

Import.mapping holds what was chosen (Choice). What the check found of each area's shape is an ImportFault: an error, or
a remark with what will be done (its codes are in shape_words.py), so that pages show it without reading the file again.
Bringing in reads the file again and does what was shown, or nothing.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date

from django.contrib.gis.geos import MultiPolygon
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.borders_together import NewBorder, set_borders, take_borders_back
from areas.choices import BorderQuality, ImportState, Layout
from areas.intake.shape_files import Feature, MapLayer, read_layers, refuse_many
from areas.intake.shape_judge import Judged, boundary_of, same_boundary
from areas.intake.shape_match import NAME, AreaIndex, Match, Place
from areas.models import AreaBorder, HousingArea, Import, ImportChange, ImportFault
from areas.rules.borders import Period, Refusal, place_of
from boligsocial.common.spatial import DEGREES, GRID, rough_shape, to_degrees

FIRST, REPLACES, SAME = "first", "replaces", "same"  # what will be done with a shape
BORDER = "areas.areaborder"


@dataclass(frozen=True)
class Choice:
    """What is chosen for a file. `town` is the attribute with the municipality ("" for none), `crs` an SRID.

    `from_beginning`: an area's first boundary holds as long as the area, not only from `starts_on` on.
    """

    layer: str
    column: str
    crs: int
    starts_on: date
    by: str = NAME
    town: str = ""
    from_beginning: bool = True
    quality: str = BorderQuality.SURVEYED
    reason: str = ""

    @classmethod
    def of(cls, batch: Import) -> "Choice":
        kept = {name: value for name, value in batch.mapping.items() if name in cls.__dataclass_fields__}
        return cls(**kept | {"starts_on": date.fromisoformat(kept["starts_on"])})


@dataclass(frozen=True)
class Found:
    """The shape of an area in a file: its `code`, its row (the number of its first feature), and what is known of it.

    `cuts` is the boundary that ends where the new one begins.
    """

    row: int
    value: str
    code: str
    features: int = 1
    place: Place | None = None
    boundary: MultiPolygon | None = None
    starts_on: date | None = None
    cuts: AreaBorder | None = None
    is_repaired: bool = False
    details: dict | None = None

    @property
    def is_error(self) -> bool:
        return self.code not in (FIRST, REPLACES, SAME)


def receive(*, user, file_name: str, content: bytes) -> Import:
    """Keep a map file. Raises ValidationError, in words, for what is none."""
    name = file_name.replace("\x00", "").replace("\\", "/").rsplit("/", 1)[-1].strip()[-255:] or "?"
    read_layers(content, name)
    return Import.objects.create(
        user=user,
        file_name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        layout=Layout.BORDERS,
    )


def layers_of(batch: Import) -> list[MapLayer]:
    return read_layers(bytes(batch.content), batch.file_name)


@transaction.atomic
def check(batch: Import, *, user, choice: Choice, source: str) -> Import:
    """Find out what each shape of the chosen layer is, in the place of what was found before."""
    batch = Import.objects.select_for_update().get(pk=batch.pk)
    if batch.state in (ImportState.DONE, ImportState.UNDONE):
        raise ValidationError(_("The file was brought in already. Choose it again to begin anew."), code="done")
    found = list(_found(batch, user, choice))
    batch.faults.all().delete()
    rows = [_kept(batch, each) for each in found]
    ImportFault.objects.bulk_create(rows, batch_size=500)
    batch.mapping = asdict(choice) | {"starts_on": choice.starts_on.isoformat(), "left_out": []}
    batch.sheet, batch.source_text, batch.state = choice.layer[:255], source[:500], ImportState.CHECKED
    batch.rows = batch.checked_rows = len(found)
    batch.bad_rows = sum(each.is_error for each in found)
    batch.save()
    return batch


@transaction.atomic
def leave_out(batch: Import, *, rows: set[int], shown: set[int]) -> Import:
    """Leave these of the rows that were shown out, and take the others in again."""
    batch = Import.objects.select_for_update().get(pk=batch.pk)
    _must_be(batch, ImportState.CHECKED)
    batch.mapping["left_out"] = sorted(set(batch.mapping.get("left_out", [])) - shown | (rows & shown))
    batch.save(update_fields=["mapping"])
    return batch


@transaction.atomic
def bring_in(batch: Import, *, user) -> Import:
    """Give the areas the boundaries that the check found, those left out apart; all of them or none.

    Raises ValidationError "changed" where the file no longer means what was shown.
    """
    batch = Import.objects.select_for_update().get(pk=batch.pk)
    _must_be(batch, ImportState.CHECKED)
    choice = Choice.of(batch)
    shown = {
        fault.row: (fault.code, fault.details.get("area"), fault.details.get("cuts")) for fault in batch.faults.all()
    }
    found = list(_found(batch, user, choice))
    now = {each.row: (each.code, each.place and each.place.pk, each.cuts and each.cuts.pk) for each in found}
    if now != shown:
        text = _("Areas or boundaries have changed since the file was checked. Nothing was brought in; check it again.")
        raise ValidationError(text, code="changed")
    left_out = set(batch.mapping.get("left_out", []))
    taken = [each for each in found if each.code in (FIRST, REPLACES) and each.row not in left_out]
    if not taken:
        raise ValidationError(_("There is no new boundary to bring in."), code="nothing")
    reason = "; ".join(part for part in (choice.reason, batch.file_name) if part)[:500]
    wanted = [
        NewBorder(each.place.pk, each.boundary, each.starts_on, choice.quality, batch.source_text) for each in taken
    ]
    done = set_borders(wanted=wanted, user=user, reason=reason)
    changes = []
    for each, result in zip(taken, done, strict=True):
        changes.append(ImportChange(batch=batch, model=BORDER, key=result.made.pk, row=each.row))
        if result.cut is not None:
            before = {"ends_on": result.ended_on.isoformat() if result.ended_on else None}
            changes.append(ImportChange(batch=batch, model=BORDER, key=result.cut.pk, row=each.row, before=before))
    ImportChange.objects.bulk_create(changes, batch_size=500)
    batch.state, batch.done_at = ImportState.DONE, timezone.now()
    batch.created = sum(each.code == FIRST for each in taken)
    batch.replaced = len(taken) - batch.created
    batch.unchanged = sum(each.code == SAME for each in found)
    batch.save()
    return batch


@transaction.atomic
def take_back(batch: Import, *, user) -> Import:
    """Put back what the import replaced. Raises ValidationError where somebody has changed a boundary of it since."""
    batch = Import.objects.select_for_update().get(pk=batch.pk)
    _must_be(batch, ImportState.DONE)
    changes = list(batch.changes.filter(model=BORDER))
    ended = {change.key: change for change in changes if change.before is not None}
    made = {change.row: change.key for change in changes if change.before is None}
    borders = (
        AreaBorder.objects.select_related("area").select_for_update(of=("self",)).in_bulk([*made.values(), *ended])
    )
    touched = {borders[key].area.name for key in made.values() if key in borders and borders[key].version > 1}
    for key, change in ended.items():
        if {key, made[change.row]} <= borders.keys() and borders[key].ends_on != borders[made[change.row]].starts_on:
            touched.add(borders[key].area.name)
    if touched or len(borders) < len(made) + len(ended):
        names = ", ".join(sorted(touched)[:5])
        text = _("Somebody has changed boundaries of this import since (%(areas)s). Correct them one by one instead.")
        raise ValidationError(text, code="changed_since", params={"areas": names or "?"})
    areas = {border.area_id for border in borders.values()}
    if HousingArea.objects.changeable_by(user).filter(pk__in=areas).count() < len(areas):
        raise ValidationError(_("You may not change all of these areas any more."), code="may_not")
    days = {key: _day(change.before["ends_on"]) for key, change in ended.items()}
    take_borders_back(made=[borders[key] for key in made.values()], ended_on=days, user=user, reason=batch.file_name)
    batch.state, batch.undone_at, batch.undone_by = ImportState.UNDONE, timezone.now(), user
    batch.save()
    return batch


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _must_be(batch: Import, state: ImportState) -> None:
    if batch.state != state:
        raise ValidationError(_("Somebody has gone on with this file meanwhile."), code="other_state")


# --- What a file's shapes are -------------------------------------------------------------------------------------


def _found(batch: Import, user, choice: Choice) -> Iterator[Found]:
    layer = next((layer for layer in layers_of(batch) if layer.name == choice.layer), None)
    if layer is None or choice.column not in layer.columns or (choice.town and choice.town not in layer.columns):
        raise ValidationError(_("The file has no such layer or attribute."), code="no_such_column")
    if layer.other_crs or choice.crs not in (DEGREES, GRID) or (layer.crs and layer.crs != choice.crs):
        raise ValidationError(_("The reference system of the layer cannot be read."), code="other_crs")
    refuse_many(layer.size)
    index = AreaIndex(user, choice.starts_on)
    groups = _by_area(layer.read(), index, choice)
    seen = index.seen_only({value for value, match, _features in groups if match.code == "no_match"})
    borders: dict[int, list[AreaBorder]] = {}
    for border in AreaBorder.objects.filter(area__in={match.place.pk for _value, match, _f in groups if match.place}):
        borders.setdefault(border.area_id, []).append(border)
    for value, match, features in groups:
        known = Found(features[0].number, value, match.code, len(features), match.place)
        judged = boundary_of([feature.shape for feature in features], choice.crs)
        if match.place is None:
            code = "may_not" if value in seen else match.code
            yield replace(known, code=code, boundary=judged.boundary, details={"close": list(match.close)})
        else:
            yield _decided(known, judged, borders.get(match.place.pk, []), choice)


def _by_area(features: list[Feature], index: AreaIndex, choice: Choice) -> list[tuple[str, Match, list[Feature]]]:
    """The features of each area together, in the order of the file; those that mean no area by what they say."""
    asked: dict[tuple, Match] = {}
    groups: dict[tuple, tuple[str, Match, list[Feature]]] = {}
    for feature in features:
        value = feature.values.get(choice.column, "")
        town = feature.values.get(choice.town, "") if choice.town else None
        if (value, town) not in asked:
            asked[value, town] = index.find(value, choice.by, town)
        match = asked[value, town]
        key = ("area", match.place.pk) if match.place else (value, town) if value else ("none", feature.number)
        groups.setdefault(key, (value, match, []))[2].append(feature)
    return list(groups.values())


def _decided(known: Found, judged: Judged, borders: list[AreaBorder], choice: Choice) -> Found:
    """What will be done with the shape of an area."""
    if judged.boundary is None:
        return replace(known, code=judged.code, details=judged.details or {})
    known = replace(known, boundary=judged.boundary, is_repaired=judged.is_repaired)
    starts_on = known.place.starts_on if choice.from_beginning and not borders else choice.starts_on
    now = next((border for border in borders if border.holds_on(choice.starts_on)), None)
    if now is not None and same_boundary(now.geometry, judged.boundary):
        return replace(known, code=SAME, cuts=now)
    periods = {Period(border.starts_on, border.ends_on): border for border in borders}
    place = place_of(starts_on, periods, Period(known.place.starts_on, known.place.ends_on))
    if isinstance(place, Refusal):
        return replace(known, code=place.value, details={"day": choice.starts_on.isoformat()})
    cut = periods.get(place.ends) if place.ends is not None else None
    return replace(known, code=REPLACES if borders else FIRST, starts_on=starts_on, cuts=cut)


def _kept(batch: Import, found: Found) -> ImportFault:
    """What a page shows of it, with the picture as maps draw it."""
    details = {"features": found.features, **(found.details or {})}
    if found.place is not None:
        details |= {"area": found.place.pk, "name": found.place.name, "town": found.place.town_name}
    if found.cuts is not None:
        details["cuts"] = found.cuts.pk
        details["hectares_before"] = round(found.cuts.geometry.area / 10_000, 2)
    if found.boundary is not None:
        label = to_degrees(found.boundary.point_on_surface)
        details |= {
            "outline": rough_shape(found.boundary),
            "box": [round(edge, 6) for edge in to_degrees(found.boundary).extent],
            "label": [round(label.x, 6), round(label.y, 6)],
            "hectares": round(found.boundary.area / 10_000, 2),
            "repaired": found.is_repaired,
        }
    return ImportFault(
        batch=batch,
        row=found.row,
        column=found.value[:300],
        code=found.code,
        details=details,
        is_error=found.is_error,
    )
