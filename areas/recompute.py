"""What is derived from figures and kept for lists: which are withheld, the official status, the need level."""

from collections.abc import Iterable

from django.db import transaction

from areas import needs, standing, withholding


@transaction.atomic
def recompute(municipalities: Iterable[int] | None = None) -> None:
    """Rebuild what is derived for the areas of these municipalities, or of all, each part before what leans on it.

    Called by every action that writes figures, list entries, rules or recipes.
    """
    keys = None if municipalities is None else sorted(set(municipalities))
    withholding.rebuild(keys)
    standing.rebuild(keys)
    needs.rebuild(keys)
