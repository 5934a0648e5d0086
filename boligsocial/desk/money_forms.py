"""The funding sheet as a form: a field for each cell, what was opened in a signed field beside them."""

import re
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import HousingArea
from boligsocial.common.editing import MINE, THEIRS, Conflict, Difference
from boligsocial.desk.money_grid import AMOUNTS, PER_CENT, Grid, Line, read_grid, texts_of
from boligsocial.desk.money_state import as_data, lists_of, opened_state, read_held, text_of, texts_of_new
from efforts.choices import FunderKind, ShareKind, ShareStatus
from efforts.models import Budget, Effort, Funder, FundingShare
from efforts.money_actions import NewFunder, SheetClash, sheet_of
from efforts.rules.sheet_merge import UNDATED, Sheet, budget_place, cell_place

MOST_ROWS, MOST_YEARS = 200, 60
KEY = re.compile(r"[0-9]{1,6}|n[0-9]{1,6}")


class SheetForm(forms.Form):
    """The money of an effort. Bound data is a QueryDict of texts; `grid` is what they say, also where some are wrong.

    Names: `b-<year>`, `c-<line>-<year>`, `kind-`, `status-`, `area-`, `remove-<line>`, `funder-<line>` for lines that
    are not saved. `years` and `rows` list the columns and lines, `unit` what a bare number is, `held` the amounts
    behind per cents, `opened` the sheet as it was opened and what is in conflict.
    """

    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    rows = forms.CharField(widget=forms.HiddenInput, required=False)
    years = forms.CharField(widget=forms.HiddenInput, required=False)
    unit = forms.CharField(widget=forms.HiddenInput, required=False)
    held = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why is it changed?"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("It is kept in the history of every figure that changes."),
    )

    def __init__(self, effort: Effort, user, today: int, data: QueryDict | None = None):
        self.effort, self.user, self.today = effort, user, today
        self.is_lost = False  # what was opened cannot be read
        state = opened_state(effort, data.get("opened", "")) if data is not None else None
        if data is not None and state is None:
            self.is_lost, data = True, None
        self.contested: dict[str, list] = state[1] if state else {}
        self.origin: Sheet = state[0] if state else sheet_of(effort)
        texts = data if data is not None else texts_of_new(effort, self.origin, today)
        if data is not None:
            texts = self._take_choices(self._with_what_was_left_out(data.copy()))
        self.texts = texts
        super().__init__(texts if data is not None else None, initial=None if data is not None else texts)
        self._add_fields()

    # --- what it is made of ---

    @cached_property
    def keys(self) -> list[str]:
        saved = [row.key for row in self.origin.rows]
        named = [key for key in self.texts.get("rows", "").split(",") if KEY.fullmatch(key)]
        return list(dict.fromkeys([*named[:MOST_ROWS], *saved]))

    @cached_property
    def columns(self) -> list[int]:
        """The years; UNDATED last."""
        found = {int(year) for year in self.texts.get("years", "").split(",") if re.fullmatch(r"[0-9]{1,4}", year)}
        asked = sorted(year for year in found if year == UNDATED or 1980 <= year <= 2100)[:MOST_YEARS]
        years = {*asked, *self.origin.budgets, *(year for row in self.origin.rows for year in row.shares)}
        return [*sorted(years - {UNDATED}), *(years & {UNDATED})]

    @cached_property
    def unit_now(self) -> str:
        return PER_CENT if self.texts.get("unit") == PER_CENT else AMOUNTS

    @cached_property
    def new_parties(self) -> dict[str, int | NewFunder]:
        """The parties of lines that are not saved; a line without a party we know is left out."""
        found = {}
        saved = {row.key for row in self.origin.rows}
        for key in self.keys:
            text = self.texts.get(f"funder-{key}", "")
            kind, _sign, name = text.partition(":")
            if key in saved:
                continue
            if re.fullmatch(r"[0-9]{1,18}", text):
                found[key] = int(text)
            elif kind in FunderKind.values and name.strip() and len(name) <= 200 and "\x00" not in name:
                found[key] = NewFunder(" ".join(name.split()), kind)
        known = Funder.objects.visible_to(self.user).in_bulk([pk for pk in found.values() if isinstance(pk, int)])
        return {key: one for key, one in found.items() if not isinstance(one, int) or one in known}

    @cached_property
    def funders(self) -> dict[int, Funder]:
        ids = {row.funder for row in self.origin.rows}
        ids |= {one for one in self.new_parties.values() if isinstance(one, int)}
        return Funder.objects.in_bulk(ids)

    @cached_property
    def areas(self) -> list[tuple[str, str]]:
        """What money can be earmarked for: areas the effort reaches, and those money is earmarked for already."""
        kept = {row.area for row in self.origin.rows if row.area}
        reached = HousingArea.objects.visible_to(self.user).filter(reaches__effort=self.effort)
        areas = HousingArea.objects.filter(pk__in=kept) | HousingArea.objects.filter(pk__in=reached.values("pk"))
        return [
            ("", _("not earmarked")),
            *((str(area.pk), area.name) for area in areas.distinct().order_by("sort_key")),
        ]

    @cached_property
    def lines_shown(self) -> list[str]:
        saved = {row.key for row in self.origin.rows}
        return [key for key in self.keys if key in saved or key in self.new_parties]

    def party_name(self, key: str) -> str:
        party = self._party(key)
        return party.name if party else _("a party that is gone")

    def party_kind(self, key: str) -> str:
        party = self._party(key)
        return str(FunderKind(party.kind).label) if party else ""

    def _party(self, key: str) -> Funder | NewFunder | None:
        """None: its last share and then the party itself were removed since the sheet was opened."""
        row = self.origin.row(key)
        party = row.funder if row else self.new_parties[key]
        return party if isinstance(party, NewFunder) else self.funders.get(party)

    def _add_fields(self) -> None:
        text = {"inputmode": "decimal", "autocomplete": "off", "class": "sheet__input"}
        for year in self.columns:
            if year == UNDATED:
                continue
            label = _("Budget, %(year)s") % {"year": year}
            widget = forms.TextInput({**text, "aria-label": label})
            self.fields[budget_place(year)] = forms.CharField(label=label, required=False, widget=widget)
        for key in self.lines_shown:
            self._add_line(key, text)

    def _add_line(self, key: str, text: dict) -> None:
        name = self.party_name(key)
        lists = (
            ("kind", _("kind"), ShareKind.choices),
            ("status", _("status"), ShareStatus.choices),
            ("area", _("earmarked for"), self.areas),
        )
        for field, label, choices in lists:
            label = f"{name}: {label}"
            widget = forms.Select({"class": "sheet__select", "aria-label": label})
            self.fields[f"{field}-{key}"] = forms.ChoiceField(
                label=label, choices=choices, required=field != "area", widget=widget
            )
        if self.origin.row(key) is None:
            self.fields[f"funder-{key}"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields[f"remove-{key}"] = forms.BooleanField(label=_("Remove"), required=False)
        for year in self.columns:
            label = f"{name}, {year or _('year not known')}"
            widget = forms.TextInput({**text, "aria-label": label})
            self.fields[cell_place(key, year)] = forms.CharField(label=label, required=False, widget=widget)

    # --- what it says ---

    @cached_property
    def grid(self) -> Grid:
        lines = [self._line(key) for key in self.lines_shown]
        budgets = {year: self.texts.get(budget_place(year), "") for year in self.columns if year}
        return read_grid(lines, self.columns, budgets, self.unit_now, read_held(self.texts.get("held", "")))

    def _line(self, key: str) -> Line:
        row, new = self.origin.row(key), self.new_parties.get(key)
        area = self.texts.get(f"area-{key}", "")
        return Line(
            key=key,
            funder=row.funder if row else new if isinstance(new, int) else 0,
            kind=self.texts.get(f"kind-{key}", ""),
            status=self.texts.get(f"status-{key}", ""),
            area=int(area) if area in dict(self.areas) and area else None,
            removed=bool(self.texts.get(f"remove-{key}")),
            cells={year: self.texts.get(cell_place(key, year), "") for year in self.columns},
        )

    @property
    def new_funders(self) -> dict[str, NewFunder]:
        removed = {line.key for line in self.grid.lines if line.removed}
        new = self.new_parties.items()
        return {key: one for key, one in new if isinstance(one, NewFunder) and key not in removed}

    def clean(self):
        for place, text in self.grid.errors.items():
            self.add_error(place, ValidationError(text, code="unreadable"))
        self._ask_what_to_keep()
        return self.cleaned_data

    def _ask_what_to_keep(self) -> None:
        shown = [place for place in self.contested if place in self.fields]
        undecided = [place for place in shown if self.data.get(f"keep-{place}") not in (MINE, THEIRS)]
        if not undecided:
            return
        text = _("Not saved: somebody else has changed the same cells since you opened the sheet. Choose what to keep.")
        self.add_error(None, ValidationError(text, code="stale"))
        for place in undecided:
            field = self.fields[place]
            origin, theirs, _own = (_in_words(field, value) for value in self.contested[place])
            text = _("Somebody else changed this from %(origin)s to %(theirs)s.") % {"origin": origin, "theirs": theirs}
            self.add_error(place, ValidationError(text, code="stale"))

    def empty_lines(self) -> dict[str, ValidationError]:
        """New lines that say nothing, by their first cell: they cannot be saved."""
        text = _("Enter an amount in at least one year, or remove the row.")
        new = [key for key in self.lines_shown if self.origin.row(key) is None and not self.texts.get(f"remove-{key}")]
        return {
            cell_place(key, self.columns[0]): ValidationError(text, code="empty")
            for key in new
            if self.columns and not any(self.texts.get(cell_place(key, year), "").strip() for year in self.columns)
        }

    # --- two people at once ---

    @property
    def conflict(self) -> Conflict | None:
        if not self.contested:
            return None
        last = [
            model.history.filter(effort=self.effort).order_by("-history_date", "-history_id").first()
            for model in (FundingShare, Budget)
        ]
        newest = max(filter(None, last), key=lambda past: past.history_date, default=None)
        return Conflict(
            str(newest.history_user or "") if newest else "",
            newest.history_date if newest else None,
            (newest.history_change_reason or "") if newest else "",
            [self._difference(place, *values) for place, values in self.contested.items() if place in self.fields],
        )

    def _difference(self, place: str, origin, theirs, mine) -> Difference:
        field = self.fields[place]
        label = f"{self.party_name(place[7:])}: {field.label}" if place.startswith("remove-") else str(field.label)
        said = [_in_words(field, value) for value in (origin, theirs, mine)]
        return Difference(place, label, *said, kept=self.data.get(f"keep-{place}", ""))

    def _with_what_was_left_out(self, data: QueryDict) -> QueryDict:
        """A field that was not sent is one that was not changed."""
        years = {*self.origin.budgets, *(year for row in self.origin.rows for year in row.amounts)}
        texts, _behind = texts_of(self.origin, years, AMOUNTS)
        for place, text in (texts | lists_of(self.origin)).items():
            if place not in data:
                data[place] = f"{text} kr." if place.startswith("c-") else text
        return data

    def _take_choices(self, data: QueryDict) -> QueryDict:
        """Where theirs is chosen the cell says theirs, where mine is chosen again what I had."""
        for place, (_origin, theirs, mine) in self.contested.items():
            choice = data.get(f"keep-{place}")
            if choice == THEIRS or (choice == MINE and data.get(place, "") == theirs):
                data[place] = theirs if choice == THEIRS else mine
        return data

    def rebased(self, clash: SheetClash) -> "SheetForm":
        """The same sheet on top of what others saved: theirs where I changed nothing, mine to choose where both did."""
        rows = list(clash.sheet.rows)
        removed = {one.place[7:] for one in clash.clashes if one.place.startswith("remove-") and one.mine}
        rows += [row for row in clash.current.rows if row.key in removed]
        sheet = Sheet(clash.sheet.budgets, tuple(rows))
        contested = {
            c.place: [text_of(c.place, value) for value in (c.origin, c.theirs, c.mine)] for c in clash.clashes
        }
        new = {row.key: str(row.funder) for row in rows if clash.current.row(row.key) is None}
        new |= {key: f"{one.kind}:{one.name}" for key, one in self.new_funders.items() if key in new}
        data = as_data(self.effort, clash.current, sheet, self.columns, contested)
        data |= {f"funder-{key}": text for key, text in new.items()}
        data |= {f"remove-{key}": "on" for key in removed}
        whole = QueryDict(mutable=True)
        whole.update(data | {"reason": self.texts.get("reason", "")})
        return SheetForm(self.effort, self.user, self.today, whole)


def _in_words(field: forms.Field, text: str) -> str:
    if isinstance(field, forms.BooleanField):
        return _("removed") if text else _("not removed")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(text, text))
    return f"{text} kr." if text else _("nothing")
