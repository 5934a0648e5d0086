"""What must not be in the effort app."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from efforts.choices import ShareKind
from efforts.models import Effort, FundingShare, InstitutionReach, Membership
from tests import factories
from tests.refusal import refused

pytestmark = pytest.mark.django_db


def test_an_effort_has_one_lead():
    made = factories.effort(lead_municipality=factories.municipality())
    assert refused(lambda: Effort.objects.filter(pk=made.pk).update(lead_organisation=factories.organisation()))


@pytest.mark.parametrize(
    ("year", "fits"), [(2016, False), (2017, True), (2020, True), (2021, True), (2022, False), (None, True)]
)
def test_money_lies_in_the_years_of_the_effort(year, fits):
    """1 June 2017 to 31 May 2021 touches five calendar years."""
    made = factories.effort(starts_on=date(2017, 6, 1), ends_on=date(2021, 6, 1))
    row = FundingShare(effort=made, funder=factories.funder(), year=year, amount=1)
    if fits:
        row.full_clean()
    else:
        with pytest.raises(ValidationError) as caught:
            row.full_clean()
        assert list(caught.value.message_dict) == ["year"]


def test_an_effort_that_ends_at_new_year_has_no_money_in_the_new_year():
    made = factories.effort(starts_on=date(2017, 1, 1), ends_on=date(2021, 1, 1))
    assert made.covers_year(2020)
    assert not made.covers_year(2021)


def test_a_period_is_not_shortened_away_from_its_money():
    made = factories.effort(starts_on=date(2024, 1, 1), ends_on=date(2028, 1, 1))
    factories.share(made, year=2027)
    factories.budget(made, year=2026)
    made.ends_on = date(2026, 1, 1)
    with pytest.raises(ValidationError) as caught:
        made.full_clean()
    assert "2026, 2027" in str(caught.value.message_dict["ends_on"])


def test_amount_and_stated_share_exclude_each_other():
    row = factories.share(factories.effort())
    rows = FundingShare.objects.filter(pk=row.pk)
    assert refused(lambda: rows.update(stated_share=7500))
    assert not refused(lambda: rows.update(stated_share=7500, amount=None))
    assert refused(lambda: rows.update(stated_share=10_001))


@pytest.mark.parametrize("amount", [-1, 10**13 + 1])
def test_an_amount_is_sensible(amount):
    row = factories.share(factories.effort())
    assert refused(lambda: FundingShare.objects.filter(pk=row.pk).update(amount=amount))


def test_hours_belong_to_shares_in_hours():
    row = factories.share(factories.effort())
    assert refused(lambda: FundingShare.objects.filter(pk=row.pk).update(hours=100))
    row.kind, row.hours = ShareKind.HOURS, 100
    row.full_clean()


def test_the_same_share_is_there_once_and_once_for_each_area():
    row = factories.share(factories.effort())
    assert refused(lambda: factories.share(row.effort, row.funder))
    place = factories.area()
    factories.share(row.effort, row.funder, earmarked_for=place)
    assert refused(lambda: factories.share(row.effort, row.funder, earmarked_for=place))


def test_a_partner_is_named_or_described():
    made = factories.effort()
    factories.partner(made)
    factories.partner(made, factories.institution())
    rows = InstitutionReach.objects
    assert refused(lambda: rows.create(effort=made))
    assert refused(lambda: rows.create(effort=made, unnamed="Skoler"))
    assert refused(lambda: rows.create(effort=made, institution=factories.institution(), unnamed="Skoler"))


def test_a_group_is_counted_and_small_ones_are_withheld():
    group = factories.citizens(factories.effort(), people=4)
    assert group.is_withheld
    assert not factories.citizens(group.effort, people=5).is_withheld
    assert not factories.citizens(group.effort).is_withheld
    assert refused(lambda: factories.citizens(group.effort, people=0))


def test_a_membership_is_in_one_place_and_there_once():
    person, town = factories.user(), factories.municipality()
    factories.member(person, town)
    assert refused(lambda: factories.member(person, town))
    assert refused(lambda: Membership.objects.create(user=person, role="reader"))
    both = {"municipality": town, "effort": factories.effort()}
    assert refused(lambda: Membership.objects.create(user=person, role="reader", **both))


def test_a_partner_institution_is_called_by_its_name_without_a_query(django_assert_num_queries):
    row = InstitutionReach(effort=factories.effort(), institution=factories.institution(name="Søndre Skole"))
    assert str(row) == "Søndre Skole"
    row.save()
    with django_assert_num_queries(1):
        assert str(InstitutionReach.objects.get(pk=row.pk)) == "deltagende institution"
