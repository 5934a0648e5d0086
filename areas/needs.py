"""The need level that each recipe gives each area in each year, kept for lists to sort by."""


def rebuild(municipalities: list[int] | None) -> None:
    """Rebuild them for the areas of these municipalities, or of all."""
