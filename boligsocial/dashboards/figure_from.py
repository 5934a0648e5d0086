"""Where a figure is from, as terms and what is said of each."""

from django.template.defaultfilters import urlize
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from areas.choices import Availability
from areas.figures import Figure
from areas.models import Indicator
from areas.provenance import Provenance
from boligsocial.common.templatetags.boligsocial import day, not_known, number

Facts = list[tuple[str, str]]


def facts_of(
    figure: Figure, indicator: Indicator, origin: Provenance | None, rules_of: str, margin: str, file_link: int | None
) -> Facts:
    """Source, period, extract, counts, file, row, person and time. `file_link`: the import, for whoever may see it.

    Made here and not in the template: a page has a hundred of them.
    """
    facts = [(_("Source"), not_known(urlize(figure.source)))]
    if rules_of:
        facts.append((_("Rules of"), rules_of))
    if figure.period:
        facts.append((_("Period"), figure.period))
    facts.append((_("Extracted on"), day(figure.extracted_on)))
    if figure.state == Availability.AVAILABLE:
        facts += _counts(figure, indicator, margin)
    if figure.parts:
        words = ngettext("the figure of %(parts)s estate", "the figures of %(parts)s estates", figure.parts)
        return [*facts, (_("Computed from"), words % {"parts": figure.parts})]
    if origin and origin.file:
        facts.append((_("File"), _file(origin, file_link)))
    return [*facts, (_("Entered"), _entered(origin))]


def _counts(figure: Figure, indicator: Indicator, margin: str) -> Facts:
    facts = []
    if figure.numerator is not None:
        facts.append((_("Numerator"), _counted(figure.numerator, indicator.numerator)))
    if figure.denominator is not None:
        facts.append((_("Denominator"), _counted(figure.denominator, indicator.denominator)))
    if figure.answers is not None:
        facts.append((_("Answers"), number(figure.answers)))
    if margin:
        # As templates ask for it, with the sign twice.
        facts.append((_("Uncertainty (95 %%)") % {}, margin))
    return facts


def _counted(count: int, of: str) -> str:
    return format_html('{} <span class="soft">({})</span>', number(count), of) if of else number(count)


def _file(origin: Provenance, file_link: int | None) -> SafeString:
    name = format_html("{}", origin.file)
    if file_link:
        url = reverse("data:import", args=[file_link]) + (f"?row={origin.row}#row" if origin.row else "")
        name = format_html('<a href="{}">{}</a>', url, origin.file)
    if not origin.row:
        return name
    return format_html("{}, {}", name, _("row %(row)s") % {"row": number(origin.row)})


def _entered(origin: Provenance | None) -> str:
    if origin is None:
        return not_known(None)
    at = date_format(localtime(origin.at), "DATETIME_FORMAT") if origin.at else ""
    return f"{at}, {origin.person}" if origin.person else at
