"""Stacked columns by year as plain numbers: where each part goes. The template draws them as SVG with classes only."""

from collections.abc import Sequence
from dataclasses import dataclass

from boligsocial.common.charts import Number, Spot, _places, _scale, _ticks, _written, _years

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 64, 8, 14, 24
WIDEST = 72  # a column never grows into a wall


@dataclass(frozen=True)
class Part:
    """A part of a column: its size, the word that becomes its class ("1", "gap"), and what is said about it."""

    value: Number
    look: str
    tip: str


@dataclass(frozen=True)
class Block:
    x: float
    y: float
    width: float
    height: float
    look: str
    tip: str


@dataclass(frozen=True)
class StackChart:
    key: str
    title: str
    description: str
    blocks: list[Block]
    columns: list[Spot]
    ticks: list[Spot]
    unit: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def stacked_columns(
    *, key: str, title: str, description: str, columns: Sequence[tuple[int, Sequence[Part]]], unit: str = ""
) -> StackChart | None:
    """Columns of parts by year, the first part at the bottom. None when all of it is nothing.

    `key` makes ids unique on the page; `unit` is written at the top of the axis.
    """
    highest = max((sum(part.value for part in parts) for _year, parts in columns), default=0)
    if not highest:
        return None
    ticks = _ticks([0.0, float(highest)])
    up = _scale(0, ticks[-1], HEIGHT - BOTTOM, TOP)
    step = (WIDTH - RIGHT - LEFT) / len(columns)
    width = min(step * 0.64, WIDEST)
    said = set(_years(columns[0][0], columns[-1][0]) if len(columns) > 8 else [year for year, _parts in columns])
    blocks, labels = [], []
    for number, (year, parts) in enumerate(columns):
        middle = LEFT + step * (number + 0.5)
        blocks += _column(round(middle - width / 2, 1), round(width, 1), parts, up)
        if year in said:
            labels.append(Spot(round(middle, 1), HEIGHT - 6, str(year)))
    return StackChart(
        key=key,
        title=title,
        description=description,
        blocks=blocks,
        columns=labels,
        ticks=[Spot(LEFT, up(tick), _written(tick, _places(ticks))) for tick in ticks],
        unit=unit,
    )


def _column(x: float, width: float, parts: Sequence[Part], up) -> list[Block]:
    blocks, below = [], 0.0
    for part in parts:
        if part.value:
            top, bottom = up(below + float(part.value)), up(below)
            blocks.append(Block(x, top, width, round(bottom - top, 1), part.look, part.tip))
            below += float(part.value)
    return blocks
