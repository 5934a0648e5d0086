"""What is wrong with a file, in the reader's language, and its bad rows to take home and mend."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import F
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.choices import Availability, Level, ListStatus
from areas.intake import files
from areas.intake.headers import columns_of, shown
from areas.models import Import, ImportFault
from boligsocial.common.columns import Column, Kind
from boligsocial.common.exports import Sheet
from boligsocial.common.tabular import Row

_WORDS = {
    # Whom a row is about.
    "no_municipality": gettext_lazy("The municipality is missing."),
    "unknown_municipality": gettext_lazy("“%(text)s” is no municipality."),
    "ambiguous_municipality": gettext_lazy("Several municipalities are called “%(text)s”: give the code."),
    "no_area": gettext_lazy("The name of the area is missing. It has to stand in every row."),
    "unknown_area": gettext_lazy("No area is called “%(text)s”."),
    "unknown_area_here": gettext_lazy("No area in %(municipality)s is called “%(text)s”."),
    "ambiguous_area": gettext_lazy("“%(text)s” may be any of: %(candidates)s. Add the municipality, or use one name."),
    "unknown_code": gettext_lazy("No area has the code “%(text)s”."),
    "ambiguous_code": gettext_lazy("Several areas have the code “%(text)s”: %(candidates)s. Add the municipality."),
    "code_and_name": gettext_lazy(
        "“%(code)s” is the code of %(name)s, but “%(text)s” is another area: %(candidates)s. Mend the code or the name."
    ),
    "other_code": gettext_lazy("“%(name)s” has the code “%(code)s” here, not “%(text)s”. Mend one of them."),
    "long_code": gettext_lazy("The code that begins with “%(text)s” is longer than 50 characters."),
    "new_code_twice": gettext_lazy(
        "The new area “%(text)s” has the code “%(code)s”; another row gives it another code, or another area this one."
    ),
    "no_estate": gettext_lazy("The name of the estate is missing."),
    "unknown_estate": gettext_lazy("No estate is called “%(text)s”."),
    "ambiguous_estate": gettext_lazy("“%(text)s” may be any of: %(candidates)s. Add the housing organisation."),
    "not_yours": gettext_lazy("You may not change the figures of %(name)s."),
    "makes_no_area": gettext_lazy("“%(text)s” is not there, and you may not make areas in %(municipality)s."),
    "long_name": gettext_lazy("The name that begins with “%(text)s” is longer than 200 characters."),
    # When.
    "no_year": gettext_lazy("The year is missing."),
    "bad_year": gettext_lazy("“%(text)s” is no single year."),
    "far_year": gettext_lazy("%(year)s is not a year from %(first)s to %(last)s."),
    # Numbers.
    "not_a_number": gettext_lazy(
        "“%(text)s” is no number. A figure that is missing is written “..”, one that is withheld “*”."
    ),
    "long_row": gettext_lazy(
        "The row goes on after the last header: %(text)s. Is a decimal comma taken for the mark between the cells?"
    ),
    "is_a_date": gettext_lazy("%(text)s is a date, where a number should be. Did the sheet take the number for one?"),
    "part_among_shares": gettext_lazy(
        "%(text)s stands among numbers in per cent: is it %(text)s or %(percent)s per cent? Write it with the sign."
    ),
    "odd_number": gettext_lazy("“%(text)s” cannot be read: its points and commas do not fit together."),
    "excel_error": gettext_lazy("The sheet has the error %(text)s instead of a number."),
    "no_formula_value": gettext_lazy("The formula was never calculated. Open the file in Excel and save it."),
    "sign_in_count": gettext_lazy("“%(text)s” is in per cent, where a count should be."),
    "too_large": gettext_lazy("%(text)s is too large to be true."),
    "negative": gettext_lazy("%(text)s is below zero."),
    "not_whole": gettext_lazy("%(text)s is not a whole number, where a count should be."),
    "over_100": gettext_lazy("%(text)s is more than 100 per cent."),
    "part_over_whole": gettext_lazy("The numerator, %(numerator)s, is larger than the denominator, %(denominator)s."),
    "no_value": gettext_lazy("The value is missing, and cannot be computed from the counts."),
    # What it is a figure of.
    "no_indicator": gettext_lazy("Which figure it is, is missing."),
    "unknown_indicator": gettext_lazy("There is no figure called “%(text)s”."),
    "wrong_level": gettext_lazy("The figure is owned by: %(level)s. This row is about: %(given)s."),
    "twice": gettext_lazy("Row %(row)s gives the same figure with another value (column “%(column)s”)."),
    "unknown_status": gettext_lazy("“%(text)s” is neither yes, no, nor the name of a list."),
    "which_list": gettext_lazy("There were several lists in %(year)s: say which one instead of yes."),
    # Remarks: what was understood.
    "per_many": gettext_lazy("Read as a number of %(many)s: %(text)s is %(percent)s per cent."),
    "fractions": gettext_lazy("Read as parts of one: %(text)s is %(percent)s per cent."),
    "no_fractions": gettext_lazy(
        "No number is above one, and yet they were read as they are: as per cent, such as %(text)s."
    ),
    "small_share": gettext_lazy("%(text)s is small beside the others: it was read as %(text)s per cent."),
    "mark": gettext_lazy("“%(text)s” was read as: %(state)s (%(times)s times)."),
    "under_heading": gettext_lazy("“%(text)s”: rows below without a municipality are read as rows of this one."),
    "under_list": gettext_lazy("“%(text)s”: rows below are read as rows of this list."),
    "mixed_marks": gettext_lazy(
        "Decimals are written as in “%(danish)s” and as in “%(english)s”. Both were understood."
    ),
    "unsure_thousands": gettext_lazy("“%(text)s” was read as %(number)s."),
    "footnote_mark": gettext_lazy("The mark after the number “%(text)s” was left out."),
    "rounded": gettext_lazy("%(text)s was rounded to four decimals."),
    "disagrees": gettext_lazy("The value is %(text)s; numerator and denominator give %(computed)s."),
    "jump": gettext_lazy("From %(before)s the year before to %(text)s: worth a second look."),
    "renamed": gettext_lazy("In %(year)s the list is called: %(status)s."),
    "repeated": gettext_lazy("Row %(row)s gives the same figure with the same value. It is taken once."),
    "new_area": gettext_lazy("The area “%(text)s” is made new."),
    "total_row": gettext_lazy("“%(text)s”: a total, which is computed and not imported."),
    "headers_again": gettext_lazy("The headers again: left out."),
    "no_figures": gettext_lazy("“%(text)s”: no figures in the row, left out."),
    "hidden_rows": gettext_lazy("The sheet hides %(number)s rows. They were read like the others: %(rows)s."),
    "same_file": gettext_lazy("The same file was imported before."),
    # What was left when an import was taken back.
    "left_imported": gettext_lazy("Figures that a later import replaced, and that stay as they are: %(number)s."),
    "left_changed": gettext_lazy("Figures that were changed since, and that stay as they are: %(number)s."),
    "left_entries": gettext_lazy("Entries on lists that were changed since, and that stay: %(number)s."),
    "left_areas": gettext_lazy("New areas that are in use by now, and that stay: %(number)s."),
}
CODES = frozenset(_WORDS) | {"unsure_mark"}


def fault_words(fault: ImportFault) -> str:
    """What is wrong, or what was understood, as a sentence in the language in use."""
    code, told = fault.code, dict(fault.details)
    if code == "unknown_area" and "municipality" in told:
        code = "unknown_area_here"
    if code == "unsure_mark":
        code, told["number"] = "unsure_thousands", _read_as(told)
    if "candidates" in told:
        told["candidates"] = "; ".join(told["candidates"])
    for name in ("level", "given"):
        if name in told:
            told[name] = Level(told[name]).label
    if "status" in told:
        told["status"] = ListStatus(told["status"]).label
    if "state" in told:
        told["state"] = Availability(told["state"]).label
    if code in ("fractions", "part_among_shares"):
        told["percent"] = _hundredfold(told["text"])
    if code not in _WORDS:
        return code
    text = _WORDS[code] % told
    if told.get("close"):
        text = f"{text} " + _("Did you mean %(names)s?") % {"names": ", ".join(told["close"])}
    return text


class _Left(dict):
    """Stands for whatever a sentence would name."""

    def __missing__(self, name: str) -> str:
        return "…"


def kind_words(code: str) -> str:
    """What faults of the kind have in common: the sentence without what it names."""
    code = "unsure_thousands" if code == "unsure_mark" else code
    return _WORDS[code] % _Left() if code in _WORDS else code


def _hundredfold(text: str) -> str:
    return shown((Decimal(text.replace(",", ".")) * 100).normalize())


def _read_as(told: dict) -> str:
    from areas.intake.cells import Reading, read

    number = read(told["text"], Reading(told["style"]), is_count=told["is_count"], is_share=True)
    return told["text"] if number.value is None else formats.number_format(number.value.normalize(), use_l10n=True)


# --- Bad rows -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Bad:
    number: int
    cells: Row
    reasons: str


class BadRows(Sheet):
    """Cells as they came: an empty one stays empty, so that the file can be mended and sent again."""

    def cells(self, row: _Bad) -> list:
        return [column.value(row) for column in self.columns]


def bad_rows(batch: Import) -> BadRows:
    """The rows that were not imported, as they came, and the reasons: for exports.file_response."""
    names = {header.index: header.text or header.letter for header in columns_of(batch)}
    columns = [Column("row", gettext_lazy("Row of the file"), lambda bad: bad.number, Kind.YEAR)]
    columns += [Column(f"c{index}", _plain(name), _teller(index)) for index, name in sorted(names.items())]
    columns.append(Column("reasons", gettext_lazy("What is wrong"), lambda bad: bad.reasons))
    name = _("Rows that were not imported")
    return BadRows(name=name, on=timezone.localdate(batch.made_at), columns=columns, rows=_bad(batch))


def _plain(name: str) -> str:
    # Column titles may hold the year of the day shown; those of others hold what they hold.
    return name.replace("%(year)s", "% (year)s")


def _teller(index: int):
    def tell(bad: _Bad) -> str:
        return shown(bad.cells[index]) if index < len(bad.cells) else ""

    return tell


def _bad(batch: Import) -> Iterator[_Bad]:
    faults = batch.faults.filter(is_error=True, row__gt=0).order_by("row", F("pk")).iterator(chunk_size=2000)
    grouped = groupby(faults, key=lambda fault: fault.row)
    rows = files.rows_of(batch, 0)
    for number, those in grouped:
        reasons = " ".join(_reason(fault) for fault in those)
        cells = next((cells for place, cells in rows if place == number), [])
        yield _Bad(number, cells, reasons)


def _reason(fault: ImportFault) -> str:
    return f"{fault.column}: {fault_words(fault)}" if fault.column else fault_words(fault)
