"""What the funding sheet can do before it is saved: each tool takes the sheet as typed and gives its fields anew.

They need no script: a tool is a button of the form. Each raises ValidationError at its own field.
"""

import json
import re

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boligsocial.common.text import search_key
from boligsocial.desk.money_forms import SheetForm
from boligsocial.desk.money_grid import AMOUNTS, PER_CENT, amount_text, complaint, read, texts_of
from boligsocial.desk.money_paste import fill_block
from efforts.choices import FunderKind, ShareKind, ShareStatus
from efforts.models import Funder
from efforts.rules.sheet import Unreadable, amounts_of, spread_by_days
from efforts.rules.sheet_merge import Sheet, budget_place, cell_place

BUDGET = "budget"
MOST_MATCHES = 8


class ToolsForm(forms.Form):
    """The fields of the tools; they stand in the sheet's form and are saved nowhere."""

    party = forms.CharField(
        label=gettext_lazy("Party"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"class": "form-input", "list": "parties", "autocomplete": "off"}),
    )
    party_status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=ShareStatus.choices,
        required=False,
        initial=ShareStatus.IDEA,
        widget=forms.Select({"class": "form-select"}),
    )
    party_kind = forms.ChoiceField(
        label=gettext_lazy("Kind, for a new party"),
        choices=[("", gettext_lazy("known already")), *FunderKind.choices],
        required=False,
        widget=forms.Select({"class": "form-select"}),
    )
    new_year = forms.CharField(
        label=gettext_lazy("Year"),
        required=False,
        widget=forms.TextInput({"class": "form-input", "inputmode": "numeric"}),
    )
    spread_total = forms.CharField(
        label=gettext_lazy("Total for the whole period"),
        required=False,
        widget=forms.TextInput({"class": "form-input", "inputmode": "decimal"}),
    )
    spread_on = forms.ChoiceField(
        label=gettext_lazy("Spread it on"), required=False, widget=forms.Select({"class": "form-select"})
    )
    all_years = forms.CharField(
        label=gettext_lazy("Per cent for each party, the same in all years"),
        required=False,
        widget=forms.TextInput({"class": "form-input"}),
    )
    block = forms.CharField(
        label=gettext_lazy("Cells copied from Excel"),
        required=False,
        widget=forms.Textarea({"class": "form-input", "rows": 6, "wrap": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Parties in the first column, years in the first row. A total must agree with its parts."
        ),
    )

    def __init__(self, sheet: SheetForm, data: QueryDict | None = None):
        super().__init__(data)
        lines = [(line.key, sheet.party_name(line.key)) for line in sheet.grid.lines if not line.removed]
        self.fields["spread_on"].choices = [(BUDGET, _("the budget")), *lines]


def rewritten(sheet: SheetForm, unit: str) -> QueryDict:
    """The sheet's fields with every readable figure written in one way, in the unit."""
    data, grid = sheet.texts.copy(), sheet.grid
    if unit != sheet.unit_now and grid.errors:
        raise ValidationError(_("Correct the marked cells first."), code="unreadable")
    texts, held = texts_of(Sheet(grid.budgets, grid.all_rows()), grid.years, unit)
    wrong = {year for year in grid.years if budget_place(year) in grid.errors}
    for place, text in texts.items():
        if int(place.rpartition("-")[2]) not in wrong:
            data[place] = text
    data["unit"], data["held"] = unit, json.dumps(held)
    data["rows"], data["years"] = ",".join(sheet.lines_shown), ",".join(map(str, sheet.columns))
    return data


def _again(sheet: SheetForm, data: QueryDict) -> SheetForm:
    return SheetForm(sheet.effort, sheet.user, sheet.today, data)


def compute(sheet: SheetForm) -> QueryDict:
    return rewritten(sheet, sheet.unit_now)


def in_amounts(sheet: SheetForm) -> QueryDict:
    return rewritten(sheet, AMOUNTS)


def in_per_cent(sheet: SheetForm) -> QueryDict:
    return rewritten(sheet, PER_CENT)


def add_party(sheet: SheetForm) -> QueryDict:
    data = rewritten(sheet, sheet.unit_now)
    name, kind = " ".join(data.get("party", "").split()), data.get("party_kind", "")
    if not name or len(name) > 200 or "\x00" in name:
        raise ValidationError({"party": _("Write the party's name.")})
    add_line(sheet, data, _party(sheet, name, kind), data.get("party_status", ""))
    for field in ("party", "party_kind"):
        data[field] = ""
    return data


def add_line(sheet: SheetForm, data: QueryDict, party: str, status: str) -> str:
    """A line for the party (its key, or "kind:name" for a new one); gives the line's key."""
    keys = [key for key in data.get("rows", "").split(",") if key]
    taken = {key for key in (*keys, *sheet.keys) if key.startswith("n")}
    key = next(f"n{number}" for number in range(1, len(taken) + 2) if f"n{number}" not in taken)
    data["rows"] = ",".join([*keys, key])
    data[f"funder-{key}"], data[f"kind-{key}"], data[f"area-{key}"] = party, ShareKind.CASH, ""
    data[f"status-{key}"] = status if status in ShareStatus.values else ShareStatus.IDEA
    return key


def _party(sheet: SheetForm, name: str, kind: str) -> str:
    known = Funder.objects.visible_to(sheet.user)
    sought = search_key(name)
    exact = known.filter(search_key=sought).first()
    if exact is not None:
        return str(exact.pk)
    if kind in FunderKind.values:
        return f"{kind}:{name}"
    found = list(known.filter(search_key__spelt=sought).order_by("sort_key", "pk")[: MOST_MATCHES + 1])
    if len(found) == 1:
        return str(found[0].pk)
    if not found:
        raise ValidationError({"party": _("There is no such party yet. Choose its kind, and it is made.")})
    names = "; ".join(one.name for one in found[:MOST_MATCHES])
    raise ValidationError({"party": _("Several parties match: %(names)s. Write more of the name.") % {"names": names}})


def add_year(sheet: SheetForm) -> QueryDict:
    data = rewritten(sheet, sheet.unit_now)
    text = data.get("new_year", "").strip()
    if not re.fullmatch(r"[0-9]{4}", text) or not 1980 <= int(text) <= 2100:
        raise ValidationError({"new_year": _("The year must be between 1980 and 2100.")})
    if not sheet.effort.covers_year(int(text)):
        raise ValidationError({"new_year": _("%(year)s lies outside the effort's period.") % {"year": text}})
    data["years"] = f"{data['years']},{text}"
    data["new_year"] = ""
    return data


def spread(sheet: SheetForm) -> QueryDict:
    """A total over the years, by the days the effort has in each."""
    effort, data = sheet.effort, rewritten(sheet, sheet.unit_now)
    if effort.starts_on is None or effort.ends_on is None:
        raise ValidationError({"spread_total": _("The effort's first and last day must be known first.")})
    total = _amount(data.get("spread_total", ""))
    on = data.get("spread_on", "") or BUDGET
    if on != BUDGET and on not in sheet.lines_shown:
        raise ValidationError({"spread_on": _("Choose from the list.")})
    by_year = spread_by_days(total, effort.starts_on, effort.ends_on)
    for year, amount in by_year.items():
        place = budget_place(year) if on == BUDGET else cell_place(on, year)
        data[place] = amount_text(amount) if on == BUDGET else f"{amount_text(amount)} kr."
    data["years"] = ",".join([data["years"], *map(str, by_year)])
    data["spread_total"] = ""
    return rewritten(_again(sheet, data), sheet.unit_now)


def _amount(text: str) -> int:
    try:
        entry = read(text)
    except Unreadable as error:
        raise ValidationError({"spread_total": complaint(error.code)}) from None
    if entry is None or entry.amount is None:
        raise ValidationError({"spread_total": _("Enter the total in kroner.")})
    return entry.amount


def same_in_all_years(sheet: SheetForm) -> QueryDict:
    """One per cent for each party that is not refused, in every year that has a budget."""
    data = rewritten(sheet, sheet.unit_now)
    live = [line for line in sheet.grid.lines if line.is_live]
    texts = [text for text in re.split(r"[/;]", data.get("all_years", "")) if text.strip()]
    if not texts or len(texts) != len(live):
        names = ", ".join(sheet.party_name(line.key) for line in live)
        text = _("Give one per cent for each party, in this order: %(names)s.") % {"names": names or "–"}
        raise ValidationError({"all_years": text})
    parts = _parts(texts)
    years = [year for year in sheet.columns if sheet.grid.budgets.get(year)]
    if not years:
        raise ValidationError({"all_years": _("Give the years' budgets first: the per cents are of them.")})
    for year in years:
        amounts = amounts_of(parts, sheet.grid.budgets[year])
        for line, amount in zip(live, amounts, strict=True):
            data[cell_place(line.key, year)] = f"{amount_text(amount)} kr."
    data["all_years"] = ""
    return rewritten(_again(sheet, data), sheet.unit_now)


def _parts(texts: list[str]) -> list[int]:
    try:
        entries = [read(text, PER_CENT) for text in texts]
    except Unreadable as error:
        raise ValidationError({"all_years": complaint(error.code)}) from None
    parts = [entry.part for entry in entries if entry is not None and entry.part is not None]
    if len(parts) != len(texts):
        raise ValidationError({"all_years": _("Enter per cents only, like 75 / 12.5 / 12.5.")})
    if sum(parts) > 10_000:
        raise ValidationError({"all_years": _("The per cents add up to more than 100.00 %.")})
    return parts


def paste(sheet: SheetForm) -> QueryDict:
    """A block with parties in the first column and years in the first row."""
    data = rewritten(sheet, sheet.unit_now)
    for party, cells in fill_block(sheet, data.get("block", "")).items():
        key = party if party == BUDGET or party in sheet.lines_shown else add_line(sheet, data, party[1:], "")
        for year, text in cells.items():
            data[budget_place(year) if party == BUDGET else cell_place(key, year)] = text
            data["years"] = f"{data['years']},{year}"
    data["block"] = ""
    return rewritten(_again(sheet, data), sheet.unit_now)


TOOLS = {
    "compute": compute,
    "amounts": in_amounts,
    "per_cent": in_per_cent,
    "add_party": add_party,
    "add_year": add_year,
    "spread": spread,
    "all_years": same_in_all_years,
    "paste": paste,
}
# Where a complaint stands that a tool does not place itself.
FIELD_OF = {
    "add_party": "party",
    "add_year": "new_year",
    "spread": "spread_total",
    "all_years": "all_years",
    "paste": "block",
}
