"""What tests of efforts share: the typologies, an effort that shows everything, and reading pages."""

import re

import pytest
from django.urls import reverse

from areas.choices import BorderQuality, Tenure
from efforts import reference
from efforts.models import Effort
from tests import factories

DAY = "2026-06-01"


@pytest.fixture
def five(db):
    """Both sets of typologies."""
    reference.load()


@pytest.fixture
def page(as_user, consultant, five):
    """`page("list", q="…")`: the text of a page as the consultant at home sees it."""

    def get(name="list", *args, **query) -> str:
        response = as_user(consultant).get(reverse(f"efforts:{name}", args=args), {"date": DAY, **query})
        assert response.status_code == 200
        return response.content.decode()

    return get


@pytest.fixture
def listed(page):
    """`listed(typology=3)`: the efforts that the list shows, in its order."""

    def get(**query) -> list[Effort]:
        keys = [int(key) for key in re.findall(r'data-feature="effort-(\d+)"', page("list", **query))]
        found = Effort.objects.in_bulk(keys)
        return [found[key] for key in keys]

    return get


@pytest.fixture
def full(home):
    """`full("name")`: an effort at home that shows all five typologies, with money for 2026."""

    def make(name: str = "", **fields) -> Effort:
        social = factories.area(municipality=home)
        second = factories.area(municipality=home)
        other = factories.area(municipality=home, tenure=Tenure.MUNICIPAL)
        factories.border(social, quality=BorderQuality.SURVEYED)
        effort = factories.effort(name, municipalities=(home,), reaches=(social, second, other), **fields)
        factories.citizens(effort, people=40)
        factories.partner(effort)
        factories.city_link(effort)
        factories.share(effort)
        factories.budget(effort)
        return effort

    return make
