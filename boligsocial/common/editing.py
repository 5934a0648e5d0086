"""Forms for rows that people edit together: a stale save is refused and shown beside what others saved; reasons."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from boligsocial.common.forms import FactForm
from boligsocial.common.wording import in_words, label_of

MINE, THEIRS = "mine", "theirs"
OURS = {"version", "reason"}  # fields about the save, not of the row


@dataclass(frozen=True)
class Difference:
    """One field that others saved differently; the texts are for people. `kept` is the side chosen beforehand.

    `since` is what the form must send along (`ask-<field>`) to be asked again when no side was chosen.
    """

    name: str
    label: str
    origin: str | None
    theirs: str
    mine: str
    kept: str
    since: str = ""

    @property
    def control(self) -> str:
        return f"keep-{self.name}"


@dataclass(frozen=True)
class Conflict:
    """That somebody saved the row since the form was opened."""

    who: str
    when: datetime | None
    reason: str
    differences: list[Difference] = field(default_factory=list)


class VersionField(forms.IntegerField):
    """The version one started from. An older one than the row's is no change of the row."""

    widget = forms.HiddenInput

    def has_changed(self, initial, data) -> bool:
        return False


class TrackedForm(FactForm):
    """The form of a versioned row. Validate it inside the transaction that saves it: it locks the row.

    When somebody else saved since (`version` is behind), the form is refused with `conflict`; sent again with the new
    version and a side chosen for each field (`keep-<field>`: mine or theirs), it is saved. Nothing is asked where only
    one of the two changed anything that the form asks for: then the other loses nothing.
    """

    version = VersionField(required=False)
    reason = forms.CharField(
        label=_("Why is it changed?"),
        required=False,
        max_length=500,
        help_text=_("It is kept in the history. Needed where money, a status or a boundary changes."),
    )
    conflict: Conflict | None = None
    is_same_row = False  # once it is judged: whether what was sent is what the row says already

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._as_saved = self.instance
        self.fields["version"].initial = self.instance.version if self.instance.pk else None
        if "reason" in self.fields:
            self.order_fields([name for name in self.fields if name != "reason"])
            if self.instance.pk is None:
                self.fields["reason"].widget = forms.HiddenInput()

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is not None:
            self._ask_again()
            self._take_theirs_where_chosen()
            self._compare_versions()
            self._ask_why()
        return cleaned

    def _post_clean(self):
        # Before the values are put into the row.
        self.is_same_row = self.instance.pk is not None and not any(map(self._differs, self._tracked()))
        super()._post_clean()

    def _differs(self, name: str) -> bool:
        if name not in self.cleaned_data:
            return True
        row, value = self._as_saved, self.cleaned_data[name]
        model_field = row._meta.get_field(name)
        if model_field.many_to_one:
            return getattr(row, model_field.attname) != getattr(value, "pk", value)
        return not _same(_comparable(value), _comparable(value_of(row, model_field)))

    def has_changed(self) -> bool:
        return super().has_changed() and not self.is_same_row

    @property
    def changes_nothing(self) -> bool:
        return self.is_same_row

    def save(self, commit=True):
        """Save the row; one that stays as it is gets no new version and no line in its history."""
        self.instance._change_reason = self.why() or None
        return self.instance if commit and self.is_same_row else super().save(commit)

    def why(self) -> str:
        return (self.cleaned_data.get("reason") or "").strip()

    # --- two people at once ---

    def _compare_versions(self) -> None:
        rows = type(self.instance)._base_manager.select_for_update().filter(pk=self.instance.pk)
        # By key: PostgreSQL does not lock rows that are sorted by what they may not have.
        now = rows.order_by("pk").values_list("version", flat=True).first()
        if now is None:
            raise ValidationError(_("Somebody has deleted this since you opened it."), code="deleted")
        seen = self.cleaned_data.get("version")
        if seen == now == self.instance.version:
            return
        self._as_saved = current = type(self.instance)._base_manager.get(pk=self.instance.pk)
        self._take_what_is_not_asked(current)
        if seen == now:
            return
        self.conflict = self._conflict(current, seen)
        if self.is_bound:
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = now
        sides = {one.kept for one in self.conflict.differences}
        if sides == {THEIRS}:
            self._leave_to_them(current)
        elif sides not in (set(), {MINE}):
            self.offer_theirs(current)
            raise ValidationError(self._refusal(), code="stale")

    def _ask_again(self) -> None:
        """Both wrote, the form was refused, and it came back without a side: nothing is chosen for anybody."""
        asked = (name for name in self._tracked() if not side_of(self.data, self.add_prefix(name)))
        sent = next(filter(None, (self.data.get(f"ask-{self.add_prefix(name)}") for name in asked)), "")
        seen = self.cleaned_data.get("version")
        current = type(self.instance)._base_manager.filter(pk=self.instance.pk, version=seen).first()
        if current is None or not (sent.isascii() and sent.isdigit() and len(sent) < 10):
            return  # nothing was asked; or somebody saved once more, and everything is asked anew
        conflict = self._conflict(current, int(sent))
        found = [replace(one, kept=side_of(self.data, one.name) or one.kept) for one in conflict.differences]
        if not all(one.kept for one in found):
            self.conflict = replace(conflict, differences=found)
            raise ValidationError(self._refusal(), code="stale")

    def offer_theirs(self, current) -> None:
        """For pages on which one cannot choose for each field: what to show when the form is refused as stale."""

    def _take_what_is_not_asked(self, current) -> None:
        """The row this form got may have been read before somebody else's save: take the rest of it as it is now."""
        for model_field in current._meta.concrete_fields:
            if model_field.name not in self._compared():
                setattr(self.instance, model_field.attname, getattr(current, model_field.attname))

    def _leave_to_them(self, current) -> None:
        for name in self._compared():
            self.cleaned_data[name] = value_of(current, current._meta.get_field(name))
            self._errors.pop(name, None)

    def _refusal(self) -> str:
        who = self.conflict.who or _("Somebody else")
        theirs = [one for one in self.conflict.differences if one.kept != MINE]
        listed = "; ".join(f"{one.label}: {one.origin or '…'} → {one.theirs}" for one in theirs)
        return _(
            "Not saved: %(who)s has saved this since you opened it (%(changes)s). Choose for each field what to keep."
        ) % {"who": who, "changes": listed}

    def _conflict(self, current: models.Model, seen: int | None) -> Conflict:
        past = type(current).history.filter(pk=0) if seen is None else current.history.filter(version=seen)
        origin = past.order_by("-history_date", "-history_id").first()
        last = current.history.order_by("-history_date", "-history_id").first()
        found = [self._difference(name, current, origin) for name in self._compared()]
        who = str(last.history_user) if last and last.history_user else ""
        return Conflict(
            who,
            last.history_date if last else None,
            (last.history_change_reason or "") if last else "",
            [one for one in found if one is not None],
        )

    def _tracked(self) -> list[str]:
        meta = self.instance._meta
        known = {field.name for field in (*meta.fields, *meta.many_to_many) if field is not meta.pk}
        return [name for name in self.fields if name in known - OURS]

    def _compared(self) -> list[str]:
        return [name for name in self._tracked() if name in self.cleaned_data]

    def _difference(self, name: str, current, origin) -> Difference | None:
        model_field = current._meta.get_field(name)
        mine = _comparable(self.cleaned_data[name])
        theirs = _comparable(value_of(current, model_field))
        if _same(mine, theirs):
            return None
        first = None if origin is None else _comparable(value_of(origin, model_field))
        # Whoever did not touch the field loses nothing by taking what the other wrote.
        kept = ""
        if origin is not None:
            kept = THEIRS if _same(mine, first) else MINE if _same(theirs, first) else ""
        # A field may show its column in another way, and then says it in that way too.
        words = getattr(self.fields[name], "in_words", partial(in_words, model_field))
        return Difference(
            name=self.add_prefix(name),
            label=label_of(model_field) if name == "ends_on" else str(self.fields[name].label),
            origin=None if origin is None else words(first),
            theirs=words(theirs),
            mine=words(mine),
            kept=kept,
            since="" if origin is None else str(origin.version),
        )

    def _take_theirs_where_chosen(self) -> None:
        for name in [name for name in self._tracked() if side_of(self.data, self.add_prefix(name)) == THEIRS]:
            model_field = self.instance._meta.get_field(name)
            self.cleaned_data[name] = value_of(self.instance, model_field)
            self._errors.pop(name, None)

    # --- why ---

    def _ask_why(self) -> None:
        changed = {name for name in self.changed_data if name in self._compared()}
        if self.instance.needs_reason(changed) and not self.why():
            home = "reason" if "reason" in self.fields else None
            self.add_error(home, ValidationError(_("Say why it is changed: it is kept."), code="no_reason"))


def side_of(data, html_name: str) -> str:
    """The side chosen for a field: MINE, THEIRS or nothing."""
    side = data.get(f"keep-{html_name}", "")
    return side if side in (MINE, THEIRS) else ""


def value_of(row, model_field):
    """The value on a row or on a past state of it; a past list leads from its own rows to ours."""
    if not model_field.many_to_many:
        try:
            return getattr(row, model_field.name)
        except ObjectDoesNotExist:
            # A past state may point to a row that is gone.
            return None
    rows = getattr(row, model_field.name).all()
    if isinstance(row, model_field.model):
        return list(rows)
    to = model_field.m2m_reverse_field_name()
    return [getattr(one, to) for one in rows.select_related(to)]


def _comparable(value):
    """A queryset and a list of the same rows are the same."""
    return sorted(value, key=lambda row: row.pk) if isinstance(value, models.QuerySet | list) else value


def _same(one, other) -> bool:
    if hasattr(one, "equals_exact") and hasattr(other, "equals_exact"):
        return one.geom_type == other.geom_type and one.equals_exact(other, 0.001)
    return one == other or (one in ("", None) and other in ("", None))
