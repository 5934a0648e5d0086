"""What every page's template knows."""

from functools import partial

from django.conf import settings
from django.utils import timezone

from boligsocial.common.views import view_date


def page(request) -> dict:
    """What base.html and the map need.

    `demo`: whether this is a demonstration; `tiles`: the address of the maps' background, empty when off;
    `view_date`: the day shown (asked for only where a template shows it); `today`.
    """
    return {
        "demo": settings.DEMO,
        "tiles": settings.MAP_TILES,
        "tiles_attribution": settings.MAP_TILES_ATTRIBUTION,
        "view_date": partial(view_date, request),
        "today": timezone.localdate,
    }
