"""How far something long is."""

from collections.abc import Generator
from typing import NamedTuple, TypeVar

End = TypeVar("End")


class Step(NamedTuple):
    """What is being done, and where it is known how much of it is done: "written", "taken", a part of recompute."""

    part: str
    done: int = 0
    of: int = 0


def finished(steps: Generator[Step, None, End]) -> End:
    """Go all the way without telling; what it ends with."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
