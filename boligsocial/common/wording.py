"""A row's values in words, as people read them: in the history, and where two people changed the same thing."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.gis.geos import GEOSGeometry
from django.db import models
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boligsocial.common.money import BasisPointsField, MinutesField, OreField, kroner, per_cent
from boligsocial.common.spatial import to_degrees

ONE_DAY = timedelta(days=1)


def label_of(field: models.Field) -> str:
    """What the field is called beside its words."""
    return _("Last day") if field.name == "ends_on" else capfirst(str(field.verbose_name))


def in_words(field: models.Field, value) -> str:
    """What the field's value says; "not stated" for nothing. A relation's value is its row, a list's its rows."""
    if value is None or value == "" or value == []:
        return _("not stated")
    if field.many_to_many:
        return ", ".join(sorted(map(str, value)))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, GEOSGeometry):
        return shape_in_words(value)
    if isinstance(field, OreField):
        return kroner(value)
    if isinstance(field, BasisPointsField):
        return per_cent(value)
    if isinstance(field, MinutesField):
        hours, part = divmod(value, 60)
        return _("%(hours)s hours") % {"hours": formats.number_format(round(value / 60, 2) if part else hours)}
    if isinstance(field, models.DateField):
        # People say the last day of a period, we keep the first one after it.
        return formats.date_format(value - ONE_DAY if field.name == "ends_on" else value, "DATE_FORMAT")
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, Decimal):
        # With no more decimals than it needs: columns hold four of them.
        return formats.number_format(value.quantize(1) if value == value.to_integral_value() else value.normalize())
    if isinstance(value, int) and "year" not in field.name:
        return formats.number_format(value, force_grouping=True)
    return str(value)


def shape_in_words(shape: GEOSGeometry) -> str:
    """A point as latitude and longitude; a boundary as its hectares, parts and holes."""
    if shape.geom_type == "Point":
        place = to_degrees(shape)
        return f"{place.y:.6f}, {place.x:.6f}"
    hectares = formats.number_format(round(shape.area / 10_000, 2))
    holes = sum(len(part) - 1 for part in shape)
    words = [_("%(hectares)s ha") % {"hectares": hectares}]
    if len(shape) > 1:
        words.append(ngettext("%(count)s part", "%(count)s parts", len(shape)) % {"count": len(shape)})
    if holes:
        words.append(ngettext("%(count)s hole", "%(count)s holes", holes) % {"count": holes})
    return ", ".join(words)
