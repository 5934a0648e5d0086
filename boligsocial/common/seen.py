"""Forms that are about several rows as they were when the form was opened."""

import hashlib
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from boligsocial.common.versions import VersionedModel


def seen_of(rows: Iterable[VersionedModel]) -> str:
    """Another text as soon as one of the rows is changed, comes or goes."""
    text = " ".join(sorted(f"{row._meta.model_name}-{row.pk}-{row.version}" for row in rows))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class SeenForm(forms.Form):
    """Refused when somebody changed the rows since it was opened; sent once more it is judged by the rows as they are.

    `seen` is `seen_of` the rows as they are now. Make it inside the transaction that saves, with the rows locked.
    """

    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    news = ""  # what is said then

    def __init__(self, *args, seen: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.seen = self.initial["shown"] = seen

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("shown") != self.seen:
            self.data = self.data.copy()
            self.data[self.add_prefix("shown")] = self.seen
            raise ValidationError(self.news, code="stale")
        return cleaned
