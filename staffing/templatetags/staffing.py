"""How hours and full-time equivalents are written."""

from decimal import Decimal

from django import template
from django.utils import formats

from boligsocial.common.templatetags.boligsocial import not_known_tag

register = template.Library()


@register.filter
def hours(minutes: int | None) -> str:
    """Minutes a week as hours: 37, or 18,5; nothing known is said."""
    if minutes is None:
        return not_known_tag()
    value = (Decimal(minutes) / 60).quantize(Decimal("0.01")).normalize()
    return formats.number_format(value if value % 1 else value.to_integral_value(), force_grouping=True)


@register.filter
def full_time(hundredths: int | None) -> str:
    """Hundredths of a full-time post as 1,50; nothing known is said."""
    return (
        not_known_tag()
        if hundredths is None
        else formats.number_format(Decimal(hundredths) / 100, decimal_pos=2, force_grouping=True)
    )
