"""Charts as plain numbers: where lines, dots and labels go. The template draws them as SVG with classes only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from boligsocial.common.chart_labels import LETTER, Label, beside, inside

WIDTH, HEIGHT = 360, 150
LEFT, RIGHT, TOP, BOTTOM = 38, 10, 12, 24

Number = int | float | Decimal


@dataclass(frozen=True)
class Spot:
    """A place in the drawing with what is written there."""

    x: float
    y: float
    text: str = ""
    tip: str = ""


@dataclass(frozen=True)
class Stretch:
    """A dashed line across some of the years, and what it is."""

    x1: float
    x2: float
    y: float
    tip: str


@dataclass(frozen=True)
class ErrorBar:
    """Between which heights a value lies."""

    x: float
    top: float
    bottom: float


@dataclass(frozen=True)
class OtherLine:
    """What the series is compared with: its name, its stretches, and single years that no stretch holds."""

    label: str
    lines: list[str]
    dots: list[Spot]


@dataclass(frozen=True)
class LineChart:
    """A drawn series; `lines` are stretches of neighbouring years, since a missing year is a gap, not a slope."""

    title: str
    description: str
    key: str
    lines: list[str]
    dots: list[Spot]
    years: list[Spot]
    ticks: list[Spot]
    limits: list[Stretch]
    labels: list[Label]
    bars: list[ErrorBar]
    others: list[OtherLine]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: float = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def line_chart(
    *,
    key: str,
    title: str,
    points: Sequence[tuple[int, Number | None]],
    limits: Sequence[tuple[Number, str, int, int | None]] = (),
    margins: Mapping[int, Number] | None = None,
    others: Sequence[tuple[str, Sequence[tuple[int, Number | None]]]] = (),
    unit: str = "",
    decimals: int = 1,
) -> LineChart | None:
    """A line over years. None when no year has a value.

    `key` makes ids unique on the page; `points` are (year, value or None); `limits` are (value, the value in words,
    first year, last year or None), drawn as dashed lines over those of the years shown; `margins` are ± by year;
    `others` are (label, points) of what it is compared with, in the same years; `unit` follows numbers.
    """
    known = _known(points)
    if not known:
        return None
    first, last = known[0][0], known[-1][0]
    others = [(label, _known(line, first, last)) for label, line in others]
    ends = {
        year: (value - float(one), value + float(one)) for year, value in known if (one := (margins or {}).get(year))
    }
    ticks = _ticks(
        [value for _year, value in known]
        + [float(limit[0]) for limit in limits]
        + [value for _label, line in others for _year, value in line]
        + [max(end, 0.0) for pair in ends.values() for end in pair]
    )
    limits = [(float(value), words, max(start, first), min(end or last, last)) for value, words, start, end in limits]
    right = WIDTH - max([RIGHT, *(LETTER * len(words) + 6 for _value, words, _start, end in limits if end == last)])
    across = _scale(first, last, LEFT + 6, right - 6)
    up = _scale(ticks[0], ticks[-1], HEIGHT - BOTTOM, TOP)
    drawn = [_stretch(limit, first, last, across, up, right) for limit in limits]

    def say(value: float) -> str:
        return f"{_written(round(Decimal(str(value)), decimals), decimals)}{unit}"

    return LineChart(
        title=title,
        description="; ".join([*(f"{year}: {say(value)}" for year, value in known), *(one.tip for one in drawn)]),
        key=key,
        lines=[_path(run, across, up) for run in _runs(known)],
        dots=[Spot(across(year), up(value), tip=f"{year}: {say(value)}") for year, value in known],
        years=[Spot(across(year), HEIGHT - 6, str(year)) for year in _years(first, last)],
        ticks=[Spot(LEFT, up(value), _written(value, _places(ticks))) for value in ticks],
        limits=drawn,
        labels=_labels(drawn, limits, [known, *(line for _label, line in others)], last, across, up, right),
        bars=[ErrorBar(across(year), up(high), up(max(low, 0.0))) for year, (low, high) in ends.items()],
        others=[_other(label, line, across, up, say) for label, line in others if line],
        right=right,
    )


def _known(
    points: Sequence[tuple[int, Number | None]], first: int | None = None, last: int | None = None
) -> list[tuple[int, float]]:
    """The years that have a value, in order; of some years if they are given."""
    return [
        (year, float(value))
        for year, value in sorted(points)
        if value is not None and (first is None or first <= year <= last)
    ]


def _other(label: str, line, across, up, say) -> OtherLine:
    runs = _runs(line)
    alone = [run[0] for run in runs if len(run) == 1]
    dots = [Spot(across(year), up(value), tip=f"{label}, {year}: {say(value)}") for year, value in alone]
    return OtherLine(label, [_path(run, across, up) for run in runs if len(run) > 1], dots)


BAR_WIDTH, BAR_HEIGHT = 200, 16


@dataclass(frozen=True)
class LimitBar:
    """A bar from zero to a value, and where its limit is; the words stand beside it."""

    length: float
    limit: float | None
    width: int = BAR_WIDTH
    height: int = BAR_HEIGHT


def limit_bar(value: Number, limit: Number | None) -> LimitBar:
    """A value against its limit, which stays inside the drawing. Values below zero have no bar."""
    most = max(float(value), float(limit or 0)) * 1.15 or 1.0
    across = _scale(0.0, most, 0, BAR_WIDTH)
    return LimitBar(across(max(float(value), 0.0)), None if limit is None else across(float(limit)))


def _stretch(limit, first: int, last: int, across, up, right: float) -> Stretch:
    # Half a year to both sides, so that a limit of one year is a line too; never outside the drawing.
    value, words, start, end = limit
    half = (across(last) - across(first)) / (last - first) / 2 if last > first else WIDTH
    x1, x2 = max(across(start) - half, LEFT), min(across(end) + half, right)
    years = str(start) if start == end else f"{start}–{end}"
    return Stretch(round(x1, 1), round(x2, 1), up(value), f"{years}: {_('limit %(value)s') % {'value': words}}")


def _labels(drawn: list[Stretch], limits, series, last: int, across, up, right: float) -> list[Label]:
    """The words of the limits: those that reach the last year beside the drawing, the others where there is room."""
    curves = [
        (across(year), up(value), across(then), up(next_value))
        for line in series
        for run in _runs(line)
        for (year, value), (then, next_value) in zip(run, run[1:] or run, strict=False)
    ]
    flat = [(one.x1, one.y, one.x2, one.y) for one in drawn]
    ending = [(one.y, limit[1]) for one, limit in zip(drawn, limits, strict=True) if limit[3] == last]
    placed = beside(right + 4, ending, TOP, HEIGHT - BOTTOM)
    for line, limit in zip(flat, limits, strict=True):
        if limit[3] != last:
            others = [*curves, *(one for one in flat if one != line)]
            placed.append(inside(line, limit[1], others, placed, LEFT, right))
    return placed


def _written(value: Number, decimals: int) -> str:
    return formats.number_format(value, decimal_pos=decimals, force_grouping=True)


def _scale(low: float, high: float, start: float, end: float):
    """A straight scale; a single value lies in the middle."""
    span = high - low

    def place(value: float) -> float:
        return round(start + (end - start) * ((value - low) / span if span else 0.5), 1)

    return place


def _runs(known: list[tuple[int, float]]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = []
    for year, value in known:
        if runs and runs[-1][-1][0] == year - 1:
            runs[-1].append((year, value))
        else:
            runs.append([(year, value)])
    return runs


def _path(run, across, up) -> str:
    return " ".join(f"{across(year)},{up(value)}" for year, value in run)


def _ticks(values: list[float]) -> list[float]:
    """Three to six round numbers around the values; from zero when they lie near it."""
    low, high = min(values), max(values)
    if 0 <= low < high * 0.6 or low == high:
        low = min(0.0, low)
    step = _round_step(((high - low) or 1) / 4)
    start = step * int(low // step)
    ticks = [start]
    while ticks[-1] < high:
        ticks.append(round(ticks[-1] + step, 6))
    return ticks if len(ticks) > 1 else [start, start + step]


def _round_step(rough: float) -> float:
    size = 1.0
    while size * 10 <= rough:
        size *= 10
    while size > rough:
        size /= 10
    return next(size * nice for nice in (1, 2, 2.5, 5, 10) if size * nice >= rough - 1e-9)


def _places(ticks: list[float]) -> int:
    step = ticks[1] - ticks[0]
    return next((n for n in range(3) if abs(step * 10**n - round(step * 10**n)) < 1e-6), 2)


def _years(first: int, last: int) -> list[int]:
    """At most about five years along the axis, always the first and the last."""
    step = max(1, -(-(last - first) // 4))
    years = list(range(first, last + 1, step))
    if years[-1] != last:
        if last - years[-1] <= step / 2 and len(years) > 1:
            years.pop()
        years.append(last)
    return years
