"""Asking for the number of residents of an area without showing one that is withheld."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from areas.said import said


class TypedCount:
    """Of the form of an area: a number of residents that is withheld is not shown.

    Left empty it stays, with its day; without a day it is taken away; typed anew it is replaced.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        area = self.instance
        self.kept_count, self.kept_day = area.residents, area.residents_on
        self.is_untold = self.kept_count is not None and "residents" in self.fields and not _tells(area)
        if self.is_untold:
            self.initial["residents"] = None
            self.fields["residents"].help_text = _(
                "Withheld: few residents. Leave it empty to keep the number, and empty the day too to take it away."
            )

    def clean(self):
        values = self.cleaned_data
        day = values.get("residents_on")
        if self.is_untold and "residents" in values and values["residents"] is None and day is not None:
            if day == self.kept_day:
                values["residents"] = self.kept_count
            else:
                text = _("Say how many lived there on the new day: the number that is kept is withheld.")
                self.add_error("residents", ValidationError(text, code="other_day"))
        return super().clean()

    def offer_theirs(self, current) -> None:
        if not _tells(current):
            current.residents = None
        super().offer_theirs(current)

    def _difference(self, name, current, origin):
        found = super()._difference(name, current, origin)
        if found is None or name != "residents":
            return found
        withheld = _("number withheld (few people)")
        shown = {"theirs": current, "origin": origin}
        return replace(found, **{side: withheld for side, row in shown.items() if row and not _tells(row)})


def _tells(area) -> bool:
    """Whether the typed number of an area, or of a past state of it, may be told; none tells nothing."""
    return area.residents is None or said([area.id]).tells(area.id, area.residents, area.residents_on)
