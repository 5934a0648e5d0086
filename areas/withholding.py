"""Which figures are withheld because few residents are behind them, kept at the figures."""


def rebuild(municipalities: list[int] | None) -> None:
    """Rebuild them for the areas of these municipalities, or of all."""
