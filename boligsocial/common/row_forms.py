"""Rows of one parent on a page: as a browser sent them, put in the order that Django's formsets ask for."""

import re

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from boligsocial.common.forms import RowsTogether

MOST_ROWS = 1000


def settled(data: QueryDict, prefix: str, keys: set[int]) -> tuple[QueryDict, set[int]]:
    """The rows of a prefix numbered anew: those that are there first, then the others, as new ones.

    `keys` are the rows the parent has. A row that names another key was removed by somebody since, or never was the
    parent's: it counts as new, and its number is in the set returned.
    """
    shape = re.compile(rf"{re.escape(prefix)}-([0-9]{{1,5}})-(.+)", re.DOTALL)
    sent: dict[int, dict[str, list[str]]] = {}
    rest = QueryDict(mutable=True)
    for name, values in data.lists():
        match = shape.fullmatch(name)
        if match:
            sent.setdefault(int(match[1]), {})[match[2]] = values
        elif not name.startswith(f"{prefix}-"):
            rest.setlist(name, values)
    there, gone, new, seen = [], [], [], set()
    for _number, row in sorted(sent.items()):
        key = (row.pop("id", [""]) or [""])[-1]
        if key in {str(one) for one in keys} and key not in seen:
            seen.add(key)
            there.append(row | {"id": [key]})
        else:
            (gone if key else new).append(row)
    rows = [*there, *gone, *new][:MOST_ROWS]
    for number, row in enumerate(rows):
        for name, values in row.items():
            rest.setlist(f"{prefix}-{number}-{name}", values)
    rest[f"{prefix}-TOTAL_FORMS"], rest[f"{prefix}-INITIAL_FORMS"] = str(len(rows)), str(min(len(there), len(rows)))
    return rest, set(range(len(there), min(len(there) + len(gone), len(rows))))


class TrackedRows(RowsTogether):
    """Rows of TrackedForms that several people may edit at once: rows the page did not show are left alone.

    A row that somebody removed is said once, and is then saved as a new one. A row that somebody changed since is not
    removed unseen.
    """

    def __init__(self, data=None, *args, prefix: str, queryset, **kwargs):
        self.gone: set[int] = set()
        instance = kwargs["instance"]
        if data is not None:
            keys = set(queryset.filter(**{self.fk.name: instance}).values_list("pk", flat=True))
            data, self.gone = settled(data, prefix, keys)
        super().__init__(data, *args, prefix=prefix, queryset=queryset, **kwargs)

    def add_one(self) -> None:
        """One more empty row; only before the forms are asked for."""
        name = f"{self.prefix}-TOTAL_FORMS"
        self.data = self.data.copy()
        self.data[name] = str(int(self.data[name]) + 1)

    def clean(self):
        for number, form in enumerate(self.forms):
            if number in self.gone and form.has_changed() and not self._is_dropped(form):
                form.add_error(
                    None, _("Somebody has removed this since you opened the page. Save again to put it back.")
                )
            elif form.instance.pk and self._is_dropped(form):
                self._look_before_removing(form)
        super().clean()

    def _is_dropped(self, form) -> bool:
        return self.can_delete and self._should_delete_form(form)

    def _look_before_removing(self, form) -> None:
        # Forms that are to be deleted are not judged one by one, so it is said of the whole.
        if form.cleaned_data.get("version") != form.instance.version:
            name = f"{form.prefix}-version"
            form.data = form.data.copy()
            form.data[name] = str(form.instance.version)
            raise ValidationError(
                _("“%(row)s” was changed by somebody since you opened the page. Save again to remove it anyway."),
                code="stale",
                params={"row": self.name_of(form.instance)},
            )

    def name_of(self, row) -> str:
        return str(row)

    def problems(self) -> list[tuple[str, str, str]]:
        """(id of the field, what it is about, message) of everything that is wrong."""
        found = [("", "", message) for message in self.non_form_errors()]
        for form in self.forms:
            if self._is_dropped(form):
                continue
            for name, messages in form.errors.items():
                field = form[name] if name in form.fields else None
                about = " · ".join(filter(None, [self.title_of(form), str(field.label) if field else ""]))
                first = next(iter(form.visible_fields()))
                found += [((field or first).id_for_label, about, message) for message in messages]
        return found

    def title_of(self, form) -> str:
        """What the row is called in messages."""
        return self.name_of(form.instance) if form.instance.pk else str(self.model._meta.verbose_name)

    def hush(self) -> None:
        """Show what was typed without judging it: somebody asked for one more row, not for a save."""
        self._errors, self._non_form_errors = [], self.error_class()
        for form in self.forms:
            form._errors, form.conflict = form.errors.__class__(), None
