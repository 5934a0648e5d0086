"""Charts: gaps are gaps, limits stay in the drawing, numbers are written in the language in use."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from boligsocial.common.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, limit_bar, line_chart


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


def test_what_it_is_compared_with_is_drawn_in_its_own_years_only():
    drawn = chart([(2014, 40), (2015, 41), (2017, 42)], others=[("Kommunen", [(2013, 90), (2014, 30), (2017, 31)])])
    other = drawn.others[0]
    assert other.lines == [] and len(other.dots) == 2  # 2013 lies outside, 2014 and 2017 are no neighbours
    assert all(TOP <= dot.y <= HEIGHT - BOTTOM for dot in other.dots)


def test_a_margin_is_a_bar_around_its_dot_and_stays_in_the_drawing():
    drawn = chart([(2020, 2), (2021, 30)], margins={2020: 5, 2021: 6})
    assert [bar.x for bar in drawn.bars] == [dot.x for dot in drawn.dots]
    assert all(
        TOP <= bar.top < dot.y < bar.bottom <= HEIGHT - BOTTOM for bar, dot in zip(drawn.bars, drawn.dots, strict=True)
    )


@pytest.mark.parametrize(("value", "limit"), [(52.8, 40), (12, 40), (0, 2.7), (48.4, None), (0, 0), (-3, 1)])
def test_a_bar_and_its_limit_lie_in_the_drawing(value, limit):
    bar = limit_bar(value, limit)
    assert 0 <= bar.length <= bar.width
    assert bar.limit is None or 0 <= bar.limit <= bar.width
    if limit is not None and value > 0:
        assert (bar.length > bar.limit) == (value > limit)


CLOSE = [(50, "50 %", 2014, 2016), (51, "51 %", 2014, 2016), (55, "55 %", 2010, None), (56, "56 %", 2012, None)]


@pytest.mark.parametrize(
    "limits", [CLOSE, [(2.03, "2,03 %", 2019, 2019), (2.27, "2,27 %", 2020, 2020), (2.3, "2,3 %", 2021, 2021)]]
)
def test_the_words_of_limits_never_lie_over_each_other(limits):
    years = range(limits[0][2], limits[0][2] + 9)
    labels = chart([(year, limits[0][0]) for year in years], limits).labels
    assert sorted(label.text for label in labels) == sorted(words for _value, words, *_years in limits)
    assert not any(one.lies_over(other) for one in labels for other in labels if one is not other)
    assert all(label.box[0] >= 0 and label.box[2] <= WIDTH for label in labels)


def test_the_words_of_a_limit_that_still_holds_stand_beside_the_drawing():
    drawn = chart([(2014, 40), (2015, 41)], [(40, "40 %", 2010, None)])
    assert drawn.labels[0].box[0] > drawn.right
    assert all(dot.x < drawn.right for dot in drawn.dots)


def test_the_words_of_an_ended_limit_stand_clear_of_the_line():
    drawn = chart([(year, 40) for year in range(2010, 2020)], [(41, "41 %", 2010, 2014), (80, "80 %", 2010, None)])
    label = next(one for one in drawn.labels if one.text == "41 %")
    line = drawn.dots[0].y
    assert not label.box[1] <= line <= label.box[3]


def test_the_limits_are_told_in_words_too():
    assert "2015–2016: grænse 40 %" in chart([(2015, 41), (2016, 39)], [(40, "40 %", 2010, None)]).description
