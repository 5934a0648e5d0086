"""Whether need and effort fit in an area."""

from areas.choices import Match

GREAT = 3  # the level from which need is great


def match_of(level: int | None, before: int | None, is_reached: bool) -> Match:
    """`level` is the need from 1 to 4, `before` that of the time before; None where it cannot be said."""
    if level is None:
        return Match.UNSAID
    if level >= GREAT:
        return Match.MET if is_reached else Match.GAP
    has_fallen = before is not None and level < before
    return Match.STAYS if is_reached and has_fallen else Match.REST
