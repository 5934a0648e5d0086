"""The status that the rules give each area on each list, kept for lists to sort by."""


def rebuild(municipalities: list[int] | None) -> None:
    """Rebuild them for the areas of these municipalities, or of all."""
