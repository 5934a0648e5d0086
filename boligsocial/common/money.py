"""Money in whole øre, shares in whole basis points (1/100 of a per cent). Never a float, never a rounded sum."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats
from django.utils.translation import gettext_lazy as _

WHOLE = 10_000  # basis points in 100 %
MOST = 10**16  # small units: more than any sum we know, and far from what a database column holds


def parts_of_whole(amounts: list[int], whole: int = WHOLE) -> list[int]:
    """Split `whole` in proportion to `amounts` (none negative), by largest remainder, so that it adds up.

    All zeros give all zeros. Equal remainders go to the first.
    """
    total = sum(amounts)
    if total == 0:
        return [0] * len(amounts)
    shares = [amount * whole // total for amount in amounts]
    by_remainder = sorted(range(len(amounts)), key=lambda i: -(amounts[i] * whole % total))
    for index in by_remainder[: whole - sum(shares)]:
        shares[index] += 1
    return shares


def per_cent(basis_points: int) -> str:
    """25,00 % in the language in use."""
    return f"{formats.number_format(Decimal(basis_points) / 100, decimal_pos=2)} %"


def kroner(ore: int) -> str:
    """1.250.000 kr., or 1.250.000,50 kr. when there are øre, in the language in use."""
    value = Decimal(ore) / 100
    return f"{formats.number_format(value, decimal_pos=2 if ore % 100 else 0, force_grouping=True)} kr."


def _plain(text: str) -> str:
    """A number as people write it in the language in use, as Decimal reads it; groups of thousands must be whole."""
    point, group = formats.get_format("DECIMAL_SEPARATOR"), formats.get_format("THOUSAND_SEPARATOR")
    whole, _point, decimals = text.partition(point)
    if re.fullmatch(rf"-?\d{{1,3}}({re.escape(group)}\d{{3}})+", whole):
        whole = whole.replace(group, "")
    return f"{whole}.{decimals}" if decimals else whole


class ScaledFormField(forms.Field):
    """A number that people write in one unit and we keep as a whole number of a smaller one.

    `rounds`: more precision than the small unit has is rounded; otherwise it is refused.
    """

    def __init__(self, *, scale: int, rounds: bool = False, **kwargs):
        self.scale = scale
        self.rounds = rounds
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)

    def prepare_value(self, value):
        if isinstance(value, int):
            number = round(Decimal(value) / self.scale, 2).normalize()
            return formats.number_format(f"{number:f}", use_l10n=True, force_grouping=False)
        return value

    def to_python(self, value):
        """Whole small units; spaces and thousand separators are allowed, more precision than they have is not."""
        if value in self.empty_values:
            return None
        text = "".join(str(value).split()).removesuffix("kr.").removesuffix("kr")
        try:
            number = Decimal(_plain(text)) * self.scale
            exact = number.is_finite() and number == number.to_integral_value()
        except (ArithmeticError, ValueError):
            raise ValidationError(_("Enter a number."), code="invalid") from None
        if not number.is_finite() or number.adjusted() > 18:  # more digits than any column holds
            raise ValidationError(_("Enter a smaller number."), code="too_large")
        if not exact and not self.rounds:
            raise ValidationError(_("Enter a number with fewer decimals."), code="precision")
        return round(number)

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class ScaledField(models.BigIntegerField):
    """A whole number of a small unit, entered in a larger one (`scale` small ones)."""

    scale = 1  # small units in a large one
    rounds = False

    def formfield(self, **kwargs):
        kwargs = {"form_class": ScaledFormField, "scale": self.scale, "rounds": self.rounds, **kwargs}
        return models.Field.formfield(self, **kwargs)


class OreField(ScaledField):
    """Øre, entered in kroner."""

    description = _("Amount in øre, entered in kroner")
    scale = 100


class MinutesField(ScaledField):
    """Minutes, entered in hours: 37 is 2,220 minutes, 18,5 is 1,110."""

    description = _("Time in minutes, entered in hours")
    scale = 60
    rounds = True


class BasisPointsField(ScaledField):
    """Basis points, entered in per cent: 12,5 is 1,250."""

    description = _("Share in basis points, entered in per cent")
    scale = 100
