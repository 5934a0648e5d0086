"""The municipalities to choose from in every page's header."""

from django.utils.functional import SimpleLazyObject

from areas.models import Municipality


def municipalities(request) -> dict:
    """`municipalities`: (code, name, fictional) of those the user works in; asked for only where it is shown."""
    return {"municipalities": SimpleLazyObject(lambda: _rows(request))}


def _rows(request) -> list[tuple[str, str, bool]]:
    rows = Municipality.objects.worked_in_by(request.user).order_by("sort_key")
    return list(rows.values_list("code", "name", "is_fictional"))
