"""What forms for our models have in common: messages at the right field, untouched shapes, rows checked together."""

import copy
import unicodedata
from functools import partial

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Q
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from boligsocial.common.constraints import NoOverlap
from boligsocial.common.spatial import ShapeField


def home_of(constraint) -> str:
    """The field at which people look for the constraint's message: the last one it names; of many, none."""
    if isinstance(constraint, NoOverlap):
        return "starts_on"
    if isinstance(constraint, models.UniqueConstraint):
        return constraint.fields[-1] if constraint.fields else NON_FIELD_ERRORS
    if isinstance(constraint, models.CheckConstraint):
        named = list(dict.fromkeys(_named(constraint.condition)))
        return named[-1] if len(named) < 3 else NON_FIELD_ERRORS
    return NON_FIELD_ERRORS


def _say_what_blank_means(field: forms.Field) -> None:
    """Dashes say nothing: something must be chosen, or it is not stated."""
    dashes, words = BLANK_CHOICE_DASH[0][1], _("Choose") if field.required else _("not stated")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == dashes:
            field.empty_label = words
    elif isinstance(field, forms.ChoiceField) and list(field.choices)[:1] == BLANK_CHOICE_DASH:
        field.choices = [("", words), *list(field.choices)[1:]]


def _named(condition: Q):
    for child in condition.children:
        if isinstance(child, Q):
            yield from _named(child)
        else:
            yield child[0].split("__")[0]


class FactForm(forms.ModelForm):
    """A model's form. Messages of constraints stand at a field; a shape nobody touched stays as it was to the bit.

    What a row points to already may be kept, also where the user could not choose it anew.
    """

    # Constraints over these fields are checked among the rows of a formset (RowsTogether), not against the database.
    checked_together: frozenset[str] = frozenset()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField) and not isinstance(field, forms.ModelMultipleChoiceField):
                self._keep_choosable(name, field)
            elif isinstance(field, ShapeField) and hasattr(field.widget, "near"):
                field.widget.near = partial(_box_near, self.instance)
            _say_what_blank_means(field)

    def _keep_choosable(self, name: str, field: forms.ModelChoiceField) -> None:
        relation = self.instance._meta.get_field(name)
        chosen = getattr(self.instance, relation.attname, None)
        if chosen is None or field.queryset is None:
            return
        field.queryset = field.queryset | field.queryset.model._base_manager.filter(pk=chosen)
        widget = getattr(field.widget, "widget", field.widget)
        if hasattr(widget, "known") and relation.is_cached(self.instance):
            widget.known = getattr(self.instance, name)

    def clean(self):
        cleaned = super().clean()
        for name, field in self.fields.items():
            if isinstance(field, ShapeField) and name in self.cleaned_data and name not in self.changed_data:
                # The way through degrees would move it by a hair at every save.
                self.cleaned_data[name] = self.initial.get(name)
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                # Both Unicode forms of a letter are one name.
                self.cleaned_data[name] = unicodedata.normalize("NFC", value)
        return cleaned

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | self.checked_together

    def _update_errors(self, errors):
        """What the model says about itself: Django puts the constraints' messages at no field, we put them at one."""
        loose = getattr(errors, "error_dict", {}).get(NON_FIELD_ERRORS, [])
        for constraint, refusal in self._broken_constraints() if loose else ():
            if refusal in loose and home_of(constraint) in self.fields:
                loose.remove(refusal)
                errors.error_dict.setdefault(home_of(constraint), []).append(refusal)
        if not loose:
            getattr(errors, "error_dict", {}).pop(NON_FIELD_ERRORS, None)
        super()._update_errors(errors)

    def _broken_constraints(self):
        exclude = self._get_validation_exclusions()
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self.instance, exclude=exclude)
                except ValidationError as error:
                    yield from ((constraint, refusal) for refusal in error.error_list)

    def add_message(self, constraint, error) -> None:
        home = home_of(constraint)
        self.add_error(home if home in self.fields else None, error)


def _box_near(row) -> str:
    """West, south, east and north of the municipality the row belongs to, directly or through its area."""
    place = row if hasattr(row, "municipality_id") else getattr(row, "area", None)
    town = getattr(place, "municipality", None)
    return f"{town.west},{town.south},{town.east},{town.north}" if town else ""


class RowsTogether(BaseInlineFormSet):
    """Rows of one parent, judged as they will stand together after the save.

    The database holds what was there before: a border that ends today and a new one from today would each be in the
    way of the other. So the rows are compared here, and saved in an order in which the database never sees two that
    exclude each other. Children know their parent as it is in the form, saved or not.
    """

    _saving = False

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        setattr(form.instance, self.fk.name, self.instance)
        form.checked_together = frozenset({self.fk.name})
        form.before = copy.copy(form.instance)
        return form

    @property
    def empty_form(self):
        form = super().empty_form
        setattr(form.instance, self.fk.name, self.instance)
        return form

    def clean(self):
        super().clean()
        self._order = []
        if any(form.errors for form in self._kept(self.forms)):
            return
        rules = [rule for rule in self.model._meta.constraints if _among_rows(rule, self.fk.name)]
        if rules and not self._clash(rules):
            self._put_in_order(rules)

    def _kept(self, rows):
        return [form for form in rows if not (self.can_delete and self._should_delete_form(form))]

    def _standing(self) -> list[tuple[models.Model, forms.ModelForm | None]]:
        """The rows after the save, each with its form; those that came since the page was made have none."""
        shown = {form.instance.pk for form in self.forms if form.instance.pk}
        since = [(row, None) for row in self.get_queryset() if row.pk not in shown]
        old = [(form.instance, form) for form in self._kept(super().initial_forms)]
        new = [(form.instance, form) for form in self._kept(self.extra_forms) if form.has_changed()]
        return since + old + new

    def _clash(self, rules) -> bool:
        found, placed = False, []
        for row, form in self._standing():
            for other in placed:
                rule = _exclude_each_other(rules, row, other)
                if rule is not None and form is not None:
                    # Rows that have no name yet are known by nothing but their message.
                    form.add_message(rule, ValidationError(f"{rule.get_violation_error_message()} ({other})"))
                    found = True
                    break
            placed.append(row)
        return found

    def _put_in_order(self, rules) -> None:
        """Find an order of the changed rows in which none is in the way of another; say so where there is none."""
        kept = self._kept(super().initial_forms)
        now = {row.pk: row for row, form in self._standing() if form is None}
        now |= {form.instance.pk: form.before for form in kept}
        waiting = [form for form in kept if form.has_changed()]
        while waiting:
            free = [form for form in waiting if not _in_the_way(rules, form.instance, now)]
            if not free:
                for form in waiting:
                    form.add_error(None, _("These rows change places with each other: save one of them first."))
                return
            now[free[0].instance.pk] = free[0].instance
            self._order.append(free[0])
            waiting.remove(free[0])

    @property
    def initial_forms(self):
        rows = super().initial_forms
        if not self._saving:
            return rows
        turn = {id(form): number for number, form in enumerate(self._order)}
        gone = set(map(id, self.deleted_forms))
        return sorted(rows, key=lambda form: (id(form) not in gone, turn.get(id(form), len(turn))))

    def save_existing_objects(self, commit=True):
        self._saving = True
        try:
            return super().save_existing_objects(commit)
        finally:
            self._saving = False


def _among_rows(constraint, parent: str) -> bool:
    return isinstance(constraint, NoOverlap | models.UniqueConstraint) and parent in constraint.fields


def _in_the_way(rules, row, now: dict) -> bool:
    return any(_exclude_each_other(rules, row, other) for pk, other in now.items() if pk != row.pk)


def _exclude_each_other(rules, row, other):
    """The first constraint that forbids the two rows to stand side by side."""
    return next((rule for rule in rules if _same(rule, row, other) and _meet(rule, row, other)), None)


def _same(rule, row, other) -> bool:
    # The parent is the same for all rows of a formset, and may have no key yet.
    names = [field.attname for field in (row._meta.get_field(name) for name in rule.fields)]
    values = [(getattr(row, name), getattr(other, name)) for name in names]
    return all(a == b and (a is not None or name == names[0]) for name, (a, b) in zip(names, values, strict=True))


def _meet(rule, row, other) -> bool:
    if isinstance(rule, NoOverlap):
        return rule.overlap(row, other)
    if rule.condition is None:
        return True
    return all(
        rule.condition.check(each._get_field_expression_map(meta=each._meta), using=DEFAULT_DB_ALIAS)
        for each in (row, other)
    )
