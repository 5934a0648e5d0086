"""Two people at one row: the later save is refused, shows both versions and the origin, and loses nothing."""

from datetime import date

import pytest
from django.forms import modelform_factory

from areas.models import AreaBorder, HousingArea
from boligsocial.common.editing import TrackedForm
from boligsocial.common.spatial import ShapeField
from efforts.choices import EffortStatus
from efforts.models import Effort
from tests import factories

pytestmark = pytest.mark.django_db

AreaForm = modelform_factory(HousingArea, form=TrackedForm, fields=["name", "tenure", "homes", "note", "estates"])
EffortForm = modelform_factory(Effort, form=TrackedForm, fields=["name", "status", "municipalities"])


def sent(form_class, row, **changes) -> dict:
    """What a browser sends from a form opened now, with some fields changed."""
    form = form_class(instance=read(row))
    data = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "", [])}
    for name, value in data.items():
        if isinstance(value, list):
            data[name] = [str(getattr(one, "pk", one)) for one in value]
    return {name: value for name, value in (data | changes).items() if value is not None}


def read(row):
    return type(row).objects.get(pk=row.pk)


def save(form_class, row, data):
    form = form_class(data, instance=read(row))
    if form.is_valid():
        form.save()
    return form


@pytest.fixture
def area():
    return factories.area("Ørbækparken", homes=100, note="")


def test_a_save_from_the_newest_version_is_kept(area):
    form = save(AreaForm, area, sent(AreaForm, area, homes="120"))
    assert form.is_valid() and form.conflict is None
    assert (read(area).homes, read(area).version) == (120, 2)


def test_a_stale_save_is_refused_and_shows_what_both_wrote_and_what_they_started_from(area):
    opened = sent(AreaForm, area, homes="300", name="Ørbæk")
    save(AreaForm, area, sent(AreaForm, area, homes="200", note="Nybyg"))
    form = save(AreaForm, area, opened)
    assert not form.is_valid()
    found = {one.name: (one.origin, one.theirs, one.mine, one.kept) for one in form.conflict.differences}
    assert found == {
        "homes": ("100", "200", "300", ""),
        "name": ("Ørbækparken", "Ørbækparken", "Ørbæk", "mine"),
        "note": ("ikke oplyst", "Nybyg", "ikke oplyst", "theirs"),
    }
    assert (read(area).homes, read(area).name) == (200, "Ørbækparken")


def test_one_side_is_chosen_for_each_field_and_saved(area):
    opened = sent(AreaForm, area, homes="300", name="Ørbæk")
    save(AreaForm, area, sent(AreaForm, area, homes="200", note="Nybyg"))
    refused = save(AreaForm, area, opened)
    again = refused.data.dict() if hasattr(refused.data, "dict") else dict(refused.data)
    again |= {"keep-homes": "theirs", "keep-name": "mine", "keep-note": "theirs"}
    assert save(AreaForm, area, again).is_valid()
    now = read(area)
    assert (now.homes, now.name, now.note) == (200, "Ørbæk", "Nybyg")


def test_without_a_choice_it_is_asked_again_and_what_was_chosen_stays_chosen(area):
    """A browser that does not hold people to a choice, or a person who overlooks one of several."""
    opened = sent(AreaForm, area, homes="300", name="Ørbæk")
    save(AreaForm, area, sent(AreaForm, area, homes="200", name="Ørbækhaven"))
    refused = save(AreaForm, area, opened)
    asked = {f"ask-{one.name}": one.since for one in refused.conflict.differences}
    again = save(AreaForm, area, {**refused.data, **asked, "keep-name": "theirs", "keep-homes": "%00"})
    assert not again.is_valid()
    found = {one.name: (one.origin, one.theirs, one.mine, one.kept) for one in again.conflict.differences}
    assert found == {
        "homes": ("100", "200", "300", ""),
        "name": ("Ørbækparken", "Ørbækhaven", "Ørbæk", "theirs"),
    }
    assert save(AreaForm, area, {**again.data, **asked, "keep-name": "theirs", "keep-homes": "mine"}).is_valid()
    assert (read(area).homes, read(area).name) == (300, "Ørbækhaven")


def test_a_third_save_in_between_is_noticed_again(area):
    opened = sent(AreaForm, area, homes="300")
    save(AreaForm, area, sent(AreaForm, area, homes="200"))
    refused = save(AreaForm, area, opened)
    save(AreaForm, area, sent(AreaForm, area, homes="250"))
    assert not save(AreaForm, area, {**refused.data, "keep-homes": "mine"}).is_valid()
    assert read(area).homes == 250


def test_the_same_change_twice_is_no_conflict(area):
    opened = sent(AreaForm, area, homes="200")
    save(AreaForm, area, opened)
    form = save(AreaForm, area, opened)
    assert form.is_valid() and form.conflict.differences == []


def test_taking_theirs_everywhere_writes_nothing(area):
    opened = sent(AreaForm, area, homes="300")
    save(AreaForm, area, sent(AreaForm, area, homes="200"))
    form = save(AreaForm, area, {**save(AreaForm, area, opened).data, "keep-homes": "theirs"})
    assert form.is_valid() and form.changes_nothing and not form.has_changed()
    assert (read(area).homes, read(area).version, area.history.count()) == (200, 2, 2)


def test_what_somebody_deleted_is_said(area):
    opened, row = sent(AreaForm, area, homes="200"), read(area)
    area.delete()
    form = AreaForm(opened, instance=row)
    assert "slettet" in str(form.errors["__all__"]) or "deleted" in str(form.errors["__all__"])


def test_lists_are_compared_with_what_they_were(area):
    one, two = factories.estate(municipality=area.municipality), factories.estate(municipality=area.municipality)
    save(AreaForm, area, sent(AreaForm, area, estates=[str(one.pk)]))
    opened = sent(AreaForm, area, estates=[str(one.pk), str(two.pk)])
    save(AreaForm, area, sent(AreaForm, area, estates=None))
    form = save(AreaForm, area, opened)
    (difference,) = form.conflict.differences
    assert (difference.origin, difference.theirs) == (one.name, "ikke oplyst")
    assert set(difference.mine.split(", ")) == {one.name, two.name}
    assert difference.kept == ""


def test_a_status_is_not_changed_without_a_word():
    effort = factories.effort("Broen")
    form = save(EffortForm, effort, sent(EffortForm, effort, status=EffortStatus.CLOSED))
    assert list(form.errors) == ["reason"]
    form = save(EffortForm, effort, sent(EffortForm, effort, status=EffortStatus.CLOSED, reason="Bevilling udløbet"))
    assert form.is_valid()
    assert effort.history.filter(history_change_reason="Bevilling udløbet", status="closed").exists()


def test_a_draft_may_change_without_a_word():
    effort = factories.effort("Broen", status=EffortStatus.DRAFT)
    assert save(EffortForm, effort, sent(EffortForm, effort, status=EffortStatus.PLANNED)).is_valid()


def test_a_boundary_is_not_moved_without_a_word():
    border = factories.border(starts_on=date(2020, 1, 1), geometry=factories.ring())
    fields = {"geometry": ShapeField(kind="MULTIPOLYGON")}
    form_class = modelform_factory(AreaBorder, form=TrackedForm, fields=["geometry", "starts_on"])
    form_class.base_fields |= fields
    untouched = sent(form_class, border) | {"geometry": ShapeField(kind="MULTIPOLYGON").prepare_value(border.geometry)}
    assert save(form_class, border, untouched).is_valid()
    assert read(border).geometry.equals_exact(factories.ring())
    moved = ShapeField(kind="MULTIPOLYGON").prepare_value(factories.ring(x=50))
    form = save(form_class, border, sent(form_class, border) | {"geometry": moved})
    assert list(form.errors) == ["reason"]


def test_who_changed_nothing_undoes_nothing(area):
    opened = sent(AreaForm, area)
    save(AreaForm, area, sent(AreaForm, area, homes="200", note="Nybyg"))
    assert save(AreaForm, area, opened).is_valid()
    assert (read(area).homes, read(area).note) == (200, "Nybyg")


def test_what_the_form_does_not_ask_is_not_undone_by_an_old_copy_of_the_row(area):
    """The form may have got its row before somebody else saved it."""
    opened, old = sent(AreaForm, area, homes="300"), read(area)
    other = read(area)
    other.source = "Folkeregisteret"
    other.save()
    form = AreaForm(opened, instance=old)
    assert form.is_valid()
    form.save()
    assert (read(area).homes, read(area).source, read(area).version) == (300, "Folkeregisteret", 3)
