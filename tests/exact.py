"""Exact elimination: what follows from linear equations about numbers that nobody tells."""

from fractions import Fraction

Equation = tuple[dict, Fraction]  # the coefficient of each unknown, and what they add up to


def determined(equations: list[Equation]) -> dict:
    """The unknowns that can have one value only, with that value. Equations that disagree are an AssertionError."""
    rows: dict = {}  # by leading unknown
    for coefficients, total in equations:
        row, rest = {name: Fraction(number) for name, number in coefficients.items() if number}, Fraction(total)
        for name in list(row):
            if name in rows and name in row:
                row, rest = _less(row, rest, rows[name], row[name])
        if not row:
            assert rest == 0, "what is shown does not agree"
            continue
        lead = next(iter(row))
        scale = row[lead]
        row, rest = {name: number / scale for name, number in row.items()}, rest / scale
        rows = {
            name: _less(*other, (row, rest), other[0][lead]) if lead in other[0] else other
            for name, other in rows.items()
        }
        rows[lead] = (row, rest)
    return {name: rest for name, (row, rest) in rows.items() if len(row) == 1}


def _less(row: dict, rest: Fraction, other: tuple[dict, Fraction], times: Fraction) -> tuple[dict, Fraction]:
    found = dict(row)
    for name, number in other[0].items():
        found[name] = found.get(name, 0) - times * number
        if not found[name]:
            del found[name]
    return found, rest - times * other[1]
