"""Charts: gaps are gaps, limits stay in the drawing, numbers are written in the language in use."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from boligsocial.common.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, line_chart


def chart(points, limits=(), **more):
    return line_chart(key="k", title="Andel", points=points, limits=limits, unit=" %", **more)


def test_nothing_known_is_no_chart():
    assert chart([]) is None
    assert chart([(2020, None)]) is None


def test_a_missing_year_breaks_the_line():
    assert len(chart([(2014, 40), (2015, None), (2016, 42), (2017, 41)]).lines) == 2


def test_everything_lies_within_the_drawing():
    drawn = chart([(2010, 12.5), (2023, 87)], [(40, "40", 2010, None), (95, "95", 2014, 2014)])
    spots = [*drawn.dots, *drawn.ticks]
    assert all(LEFT <= spot.x <= WIDTH - RIGHT and TOP <= spot.y <= HEIGHT - BOTTOM for spot in spots)
    assert all(LEFT <= limit.x1 < limit.x2 <= WIDTH - RIGHT and limit.y >= TOP for limit in drawn.limits)


@pytest.mark.parametrize("points", [[(2020, 0)], [(2020, 0), (2021, 0)], [(2020, 1e9)], [(2020, -5), (2021, 5)]])
def test_odd_values_are_drawn(points):
    assert chart(points).ticks


def test_a_limit_of_one_year_is_a_line():
    limit = chart([(2017, 2.5), (2018, 2.4), (2019, 2.2)], [(1.98, "1,98", 2018, 2018)]).limits[0]
    assert limit.x2 - limit.x1 > 20


def test_numbers_are_written_in_the_language_in_use():
    points = [(2020, 41.25)]
    assert "41,2 %" in chart(points).description
    with translation.override("en"):
        assert "41.2 %" in chart(points).description


def test_the_drawing_writes_coordinates_with_points():
    svg = render_to_string("components/line_chart.html", {"chart": chart([(2020, 41.5), (2021, 43)])})
    assert "<title" in svg and "<desc" in svg
    assert 'style="' not in svg
    assert 'viewBox="0 0 360 150"' in svg
