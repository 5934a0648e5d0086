from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from boligsocial.common.text import bilingual
from efforts.choices import Trait


def known_traits(value) -> None:
    """A list of traits that the rules can find."""
    if not isinstance(value, list) or not value or set(value) - set(Trait.values):
        raise ValidationError(_("Choose from these traits: %(known)s."), params={"known": ", ".join(Trait.values)})


class TypologySet(models.Model):
    """A published way of sorting efforts by their geography; sets differ between publications."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_da = models.CharField(_("name in Danish"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    source = models.CharField(_("source"), max_length=500)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("typology set")
        verbose_name_plural = _("typology sets")

    def __str__(self) -> str:
        return self.name

    name = bilingual("name")


class Typology(models.Model):
    """One type of a set. An effort shows it when its reach shows any of the traits."""

    typology_set = models.ForeignKey(
        TypologySet, models.CASCADE, related_name="typologies", verbose_name=_("typology set")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    name_da = models.CharField(_("name in Danish"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    description_da = models.TextField(_("description in Danish"), max_length=2000, blank=True)
    description_en = models.TextField(_("description in English"), max_length=2000, blank=True)
    traits = models.JSONField(_("traits"), validators=[known_traits])

    class Meta:
        ordering = ["typology_set__position", "number"]
        verbose_name = _("typology")
        verbose_name_plural = _("typologies")
        constraints = [
            models.UniqueConstraint(
                fields=["typology_set", "number"],
                name="%(app_label)s_%(class)s_number_is_its_own_in_the_set",
                violation_error_message=_("The set has a typology of this number already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    name = bilingual("name")
    description = bilingual("description")
