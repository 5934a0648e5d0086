"""Whether the database itself says no."""

from collections.abc import Callable

from django.db import IntegrityError, transaction


def refused(make: Callable) -> bool:
    """Call it in a savepoint; True when a constraint of the database stops it."""
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False
