"""What the columns are: proposed by what was chosen before or what the headers say, then set by the user."""

import hashlib
import re
from types import EllipsisType

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.choices import ImportState, Layout, Level, ListStatus, Unit
from areas.intake import files, words
from areas.intake.headers import MOST_HEADER_ROWS, Header, columns_of, find_headers, titles_of, year_in
from areas.intake.plan import LIST, Plan, plan_of
from areas.intake.targets import ONCE, targets
from areas.models import Import, Indicator, RememberedMapping

FIRST_YEAR = 1980


def last_year() -> int:
    return timezone.localdate().year + 1


def proposed_mapping(batch: Import) -> dict[str, str]:
    """What each column probably is: index of the column as text → key of a target; what is nothing is not there."""
    headers = columns_of(batch)
    offered = {target.key for target in targets(batch.layout)}
    before = _remembered(batch, headers)
    if before is not None:
        return {index: key for index, key in before.mapping.items() if key in offered and key}
    indicators, title = list(Indicator.objects.all()), titles_of(batch)
    found: dict[str, str] = {}
    for header in headers:
        # Years across: the title tells what is in them.
        text = header.text if words.without_years(header.text) else f"{header.text} {title}"
        key = _guess(header, text, indicators, batch.layout)
        taken = key in found.values() and (key in ONCE or header.year is None) and key != "listed"
        if key in offered and key and not taken:
            found[str(header.index)] = key
    return found


def proposed_year(batch: Import) -> int | None:
    """The year of the whole file: what was said, else the only one in the titles, or the name of the sheet.

    A list is of the last year that its titles name, or its file's name, or its headers: those name the days counted.
    """
    headers = columns_of(batch)
    if batch.year or any(words.column(header.text) == "year" for header in headers):
        return batch.year
    if batch.layout == Layout.OFFICIAL:
        told = (titles_of(batch), batch.sheet, batch.file_name, " ".join(header.text for header in headers))
        years = ([year for year in words.years_in(text) if FIRST_YEAR <= year <= last_year()] for text in told)
        return next((max(found) for found in years if found), None)
    if any(header.year for header in headers):
        return None
    return year_in(titles_of(batch)) or year_in(batch.sheet)


def proposed_list(batch: Import) -> str:
    """The status of the list that all rows are on: what was chosen, else the only one that the sheet or titles name."""
    if batch.layout != Layout.OFFICIAL or LIST in batch.mapping:
        return batch.mapping.get(LIST, "")
    found = list(proposed_mapping(batch).values())
    if "listed" in found or len(found) > len(set(found)):  # a column says it, or there are figures of several years
        return ""
    named = (words.lists_named(text) for text in (batch.sheet, titles_of(batch)))
    found = next((found for found in named if found), set())
    return found.pop() if len(found) == 1 else ""


def _remembered(batch: Import, headers: list[Header]) -> RememberedMapping | None:
    rows = RememberedMapping.objects.filter(source=batch.source_id, layout=batch.layout)
    return rows.filter(headers=fingerprint(headers)).first()


def fingerprint(headers: list[Header]) -> str:
    """Of the headers in their columns; the years in them change from edition to edition."""
    told = [f"{header.index} {re.sub(r'(19|20)[0-9]{2}', '#', words.folded(header.text))}" for header in headers]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _guess(header: Header, text: str, indicators: list[Indicator], layout: str) -> str:
    if layout == Layout.LONG and header.year and not words.without_years(header.text):
        return "value"
    name = words.without_years(text)
    if not name:
        return ""
    if layout == Layout.OFFICIAL and _says_the_list(header, text):
        return "listed"
    part = next((part for part in ("numerator", "denominator") if name.startswith(part)), "figure")
    for row in indicators:
        spellings = {words.folded(text) for text in (row.code, row.name_da, row.name_en)}
        if name.removeprefix(part).strip() in spellings and layout != Layout.LONG:
            return f"{part}:{row.code}"
    key = words.column(text)
    if not key and layout == Layout.OFFICIAL:
        # What stands over several columns ("Kriterier") is not known; the columns of the lists are.
        key = words.column(next((part for part in reversed(text.split("|")) if not words.is_unit(part)), ""))
    if key == "listed" and not any(words.is_mark(one) or words.statuses(one) for one in header.samples):
        key = ""  # "Status: ny" says nothing of lists
    if not key:
        return ""
    code = key.partition(":")[2]
    unit = next((row.unit for row in indicators if row.code == code), None)
    if unit == Unit.INDEX and words.is_money(text):
        return ""
    if code and unit == Unit.PER_CENT and words.is_count(text):
        return f"numerator:{code}"
    return key


def _says_the_list(header: Header, text: str) -> bool:
    """A list over crosses and words for yes and no, or names of lists below any header."""
    if words.statuses(text):
        return all(words.is_mark(one) for one in header.samples)
    return bool(header.samples) and all(words.statuses(one) for one in header.samples)


@transaction.atomic
def set_mapping(
    batch: Import,
    *,
    mapping: dict,
    header_rows: int | None = None,
    skipped_rows: int | None = None,
    sheet: str | None = None,
    year: int | EllipsisType | None = ...,
    of_list: str = "",
    makes_areas: bool = False,
) -> Import:
    """Say what the columns are, remember it for files like this one, and begin the check anew.

    `of_list`: the status of the list that all rows are on, if no column says so. Left out, `sheet`, `header_rows`,
    `skipped_rows` and `year` stay as they are; another sheet finds its own headers.
    """
    batch = Import.objects.select_for_update().defer("content").get(pk=batch.pk)
    if batch.state in (ImportState.DONE, ImportState.UNDONE):
        raise ValidationError(_("The file was imported already."), code="done")
    if sheet is not None and sheet != batch.sheet:
        if sheet not in files.sheets_of(batch):
            raise ValidationError(_("The file has no sheet of this name."), code="no_sheet")
        batch.sheet = sheet
        batch.skipped_rows, batch.header_rows = find_headers(files.first_rows(batch))
    _place_headers(batch, header_rows, skipped_rows)
    if year is not ...:
        batch.year = None if year is None else _sensible(year)
    headers = columns_of(batch)
    chosen = {str(index): str(key or "") for index, key in mapping.items() if str(index).isdigit()}
    listed = {LIST: of_list if of_list in ListStatus else ""} if batch.layout == Layout.OFFICIAL else {}
    plan = plan_of(batch, headers, chosen | listed)
    problems = list(_problems(batch, plan, headers, chosen))
    if problems:
        raise ValidationError(problems)
    _remember(batch, headers, chosen)
    batch.mapping, batch.makes_areas = chosen | listed, makes_areas
    batch.state, batch.rows = ImportState.CHECKING, files.rows_in(batch)
    batch.checked_rows = batch.bad_rows = batch.created = batch.replaced = batch.unchanged = 0
    batch.staged.all().delete()
    batch.faults.all().delete()
    batch.save()
    return batch


def _place_headers(batch: Import, header_rows: int | None, skipped_rows: int | None) -> None:
    if header_rows is not None and not 1 <= header_rows <= MOST_HEADER_ROWS:
        text = _("Headers take from 1 to %(most)s rows.") % {"most": MOST_HEADER_ROWS}
        raise ValidationError(text, code="header_rows")
    if skipped_rows is not None and not 0 <= skipped_rows <= 1000:
        raise ValidationError(_("At most 1000 rows can be passed over."), code="skipped_rows")
    batch.header_rows = batch.header_rows if header_rows is None else header_rows
    batch.skipped_rows = batch.skipped_rows if skipped_rows is None else skipped_rows


def _sensible(year: int) -> int:
    if not FIRST_YEAR <= year <= last_year():
        text = _("The year must be from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": last_year()}
        raise ValidationError(text, code="year")
    return year


def _remember(batch: Import, headers: list[Header], chosen: dict[str, str]) -> None:
    RememberedMapping.objects.update_or_create(
        source_id=batch.source_id, layout=batch.layout, headers=fingerprint(headers), defaults={"mapping": chosen}
    )


def _problems(batch: Import, plan: Plan, headers: list[Header], chosen: dict[str, str]):
    offered = {target.key: target.label for target in targets(batch.layout)}
    there = {str(header.index) for header in headers}
    if not headers or files.rows_in(batch) == 0:
        yield _refusal("no_rows", _("There is no row below the headers."))
    if any(index not in there for index in chosen):
        yield _refusal("unknown_column", _("One of the columns is not in the file."))
    unknown = [key for key in chosen.values() if key not in offered]
    if unknown:
        yield _refusal("unknown_target", _("Choose from the list what each column is."))
        return
    for key, first, second in plan.twice:
        told = {"first": plan.names[first], "second": plan.names[second], "what": offered[key]}
        yield _refusal("twice", _("“%(first)s” and “%(second)s” cannot both be: %(what)s.") % told)
    for _code, column in plan.loose:
        told = {"column": plan.names[column]}
        yield _refusal("loose", _("“%(column)s” belongs to a figure of several years: which one is not said.") % told)
    yield from _missing(batch, plan)


def _missing(batch: Import, plan: Plan):
    if not {"area", "estate", "municipality"} & plan.levels:
        yield _refusal("no_owner", _("Say which column names the area, the estate or the municipality."))
    if batch.layout == Layout.LONG:
        if "indicator" not in plan.once:
            yield _refusal("no_indicator", _("Say which column tells the figure."))
        if not any("figure" in slot.columns or "numerator" in slot.columns for slot in plan.slots):
            yield _refusal("no_value", _("Say which column holds the value."))
    elif not plan.slots and not plan.listed and not plan.of_list:
        yield _refusal("no_figures", _no_figures(batch.layout))
    if not plan.has_year(batch.year):
        yield _refusal("no_year", _("Say which column holds the year, or the year of the whole file."))
    for slot in plan.slots:
        if slot.indicator and slot.indicator.level not in plan.levels:
            told = {"figure": slot.indicator.name, "level": Level(slot.indicator.level).label}
            text = _("“%(figure)s” is owned by another level: say which column names the %(level)s.") % told
            yield _refusal("wrong_level", text)
    if (plan.listed or plan.of_list) and "area" not in plan.levels:
        yield _refusal("no_owner", _("Say which column names the area that is on the list."))


def _no_figures(layout: str) -> str:
    if layout == Layout.OFFICIAL:
        return _(
            "Say which columns hold figures, or which one says who is on the list. If all rows are on one list, choose "
            "it below the columns."
        )
    return _(
        "Say which columns hold figures. If each row tells which figure it is, send the file again as a long table."
    )


def _refusal(code: str, text: str) -> ValidationError:
    return ValidationError(text, code=code)
