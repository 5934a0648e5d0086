"""Keys are written as keys: with a million rows behind them the map still finds its rows."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db

LARGE = 1_234_567


@pytest.fixture
def large(home):
    """One of everything that pages link and light up, with seven-digit keys."""
    area = factories.area(pk=LARGE, municipality=home)
    factories.border(area)
    school = factories.institution(pk=LARGE, municipality=home, point=area.borders.get().geometry.centroid)
    effort = factories.effort(pk=LARGE, reaches=(area,), ends_on=date(2027, 1, 1))
    factories.partner(effort, school, pk=LARGE)
    factories.citizens(effort, pk=LARGE)
    factories.city_link(effort, pk=LARGE)
    factories.budget(effort)
    factories.share(effort, factories.funder(pk=LARGE))
    post = factories.post(effort, pk=LARGE)
    factories.placement(post, factories.workplace(area, pk=LARGE))
    factories.placement(post, factories.workplace(home, pk=LARGE + 1), weekday=2)
    factories.observation(area, factories.indicator(pk=LARGE))


PAGES = [
    ("dashboards:overview", (), "dashboards:overview-map"),
    ("dashboards:endings", (), None),
    ("areas:list", (), "areas:map"),
    ("areas:detail", (LARGE,), "areas:detail-map"),
    ("efforts:list", (), "efforts:map"),
    ("efforts:detail", (LARGE,), "efforts:detail-map"),
    ("staffing:board", (), "staffing:board-map"),
]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(("view", "args", "layer"), PAGES)
def test_keys_are_not_written_as_numbers_for_people(large, consultant, as_user, view, args, layer, language):
    client = as_user(consultant)
    client.cookies["django_language"] = language
    text = client.get(f"{reverse(view, args=args)}?date=2026-11-23").content.decode()
    assert not re.search(r"1[.,\s]234[.,\s]56", text)
    if layer:
        features = json.loads(client.get(reverse(layer, args=args)).content)["features"]
        known = {feature["properties"]["id"] for feature in features}
        rows = set(re.findall(r'data-feature="([^"]+)"', text))
        assert known
        assert rows <= known
