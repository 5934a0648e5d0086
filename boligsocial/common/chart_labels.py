"""Where the words of the limits in a chart stand: beside the drawing, or inside it where the least is in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

LINE = 12  # the height of a line of words
LETTER = 6  # the width of a letter, on the safe side

Line = tuple[float, float, float, float]  # x1, y1, x2, y2, from left to right


@dataclass(frozen=True)
class Label:
    """Words at a place. `anchor`: whether they begin, are centred or end there."""

    x: float
    y: float
    text: str
    anchor: str = "start"

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        wide = LETTER * len(self.text)
        left = self.x - {"start": 0, "middle": wide / 2, "end": wide}[self.anchor]
        return left, self.y - LINE + 3, left + wide, self.y + 2

    def is_hit_by(self, line: Line) -> bool:
        left, top, right, bottom = self.box
        x1, y1, x2, y2 = line
        start, end = max(left, x1), min(right, x2)
        if start > end:
            return False
        slope = (y2 - y1) / (x2 - x1) if x2 > x1 else 0
        low, high = sorted((y1 + slope * (start - x1), y1 + slope * (end - x1)))
        return low <= bottom and high >= top

    def lies_over(self, other: "Label") -> bool:
        left, top, right, bottom = self.box
        from_x, from_y, to_x, to_y = other.box
        return left < to_x and from_x < right and top < to_y and from_y < bottom


def beside(at: float, lines: Sequence[tuple[float, str]], top: float, bottom: float) -> list[Label]:
    """The words of lines (height, words) that reach the right edge, outside it at `at`; never over each other."""
    heights: list[float] = []
    rows = sorted(lines)
    for y, _text in rows:
        heights.append(max(y, heights[-1] + LINE if heights else top))
    floor = bottom
    for place in range(len(heights) - 1, -1, -1):
        heights[place] = min(heights[place], floor)
        floor = heights[place] - LINE
    return [Label(at, round(y + 4, 1), text) for y, (_y, text) in zip(heights, rows, strict=True)]


def inside(line: Line, text: str, others: Sequence[Line], placed: Sequence[Label], left: float, right: float) -> Label:
    """The words of a line that ends before the right edge: above or below it, wherever the least is in the way."""
    x1, y, x2, _y = line
    half = LETTER * len(text) / 2
    middle = min(max((x1 + x2) / 2, left + half), right - half)
    spots = [
        Label(round(x, 1), round(y + down, 1), text, anchor)
        for x, anchor in ((middle, "middle"), (min(x1, right - 2 * half), "start"), (max(x2, left + 2 * half), "end"))
        for down in (-4, LINE)
    ]

    def in_the_way(spot: Label) -> int:
        return sum(map(spot.is_hit_by, others)) + 3 * sum(map(spot.lies_over, placed))

    return min(spots, key=in_the_way)
