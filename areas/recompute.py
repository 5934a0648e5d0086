"""What is derived from figures and kept for lists: which are withheld, the official status, the need level."""

from collections.abc import Iterable

from django.db import transaction

from areas import needs, standing, withholding
from areas.rulebook import complete_lists


@transaction.atomic
def recompute(municipalities: Iterable[int] | None = None) -> None:
    """Rebuild what is derived for the areas of these municipalities, or of all, each part before what leans on it.

    Called by every action that writes figures, list entries, rules or recipes.
    """
    keys = None if municipalities is None else sorted(set(municipalities))
    withholding.rebuild(keys)
    standing.rebuild(keys)
    needs.rebuild(keys)


def recompute_lists(municipalities: Iterable[int], before: frozenset) -> None:
    """The same after entries on published lists have changed; `before` is what `complete_lists` said until then.

    A list that has become known in full, or is no longer, speaks of areas everywhere.
    """
    recompute(None if complete_lists() != before else municipalities)
