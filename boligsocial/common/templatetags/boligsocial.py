"""What templates write with: money, periods, missing facts, sortable headers, form fields, reasons."""

from decimal import Decimal

from django import template
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from boligsocial.common import charts, money

register = template.Library()

# What a link inside the same picture carries along.
CARRIED = ("municipality", "date")


# --- Facts in words ---------------------------------------------------------------------------------------


@register.simple_tag(name="not_known")
def not_known_tag(text: str = "") -> SafeString:
    """ "not stated", in the look of a missing fact; `text` says it in other words."""
    return format_html('<span class="not-known">{}</span>', text or _("not stated"))


@register.filter
def not_known(value, text: str = ""):
    """The value, or "not stated" where there is none. Zero is a value."""
    return not_known_tag(text) if value is None or value == "" else value


@register.filter
def kroner(ore: int | None) -> str:
    """Øre as 1.250.000 kr.; nothing known is said."""
    return not_known_tag() if ore is None else money.kroner(ore)


@register.filter
def per_cent(basis_points: int | None) -> str:
    """Basis points as 25,00 %."""
    return not_known_tag() if basis_points is None else money.per_cent(basis_points)


@register.filter
def number(value, decimals: int = 0) -> str:
    """1.234,5 in the language in use; nothing known is said."""
    if value is None or value == "":
        return not_known_tag()
    # Rounded here: formats would cut the digits off.
    return formats.number_format(
        round(Decimal(str(value)), int(decimals)), decimal_pos=int(decimals), force_grouping=True
    )


@register.filter
def period(row) -> str:
    """1. juni 2017 – 31. maj 2021, from the half-open period of the row; open ends in words."""
    starts_on, last_day = row.starts_on, row.last_day
    if starts_on and last_day:
        return f"{_day(starts_on)} – {_day(last_day)}"
    if starts_on:
        return _("from %(date)s") % {"date": _day(starts_on)}
    if last_day:
        return _("until %(date)s") % {"date": _day(last_day)}
    return not_known_tag(_("period not stated"))


@register.filter
def day(value) -> str:
    """1. december 2026; nothing known is said."""
    return _day(value) if value else not_known_tag()


def _day(value) -> str:
    return formats.date_format(value, "DATE_FORMAT")


# --- Addresses ----------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def carried(context) -> str:
    """The part of the address that every link keeps: "?municipality=…&date=…", or nothing."""
    request = context.get("request")
    if request is None:
        return ""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in CARRIED or not kept[name]:
            del kept[name]
    return f"?{kept.urlencode()}" if kept else ""


@register.simple_tag(takes_context=True)
def kept_fields(context, *leave_out) -> list[tuple[str, str]]:
    """Name and value of what the address says already, as hidden fields of a form; always without the page."""
    query = context["request"].GET
    gone = {"page", *leave_out}
    return [(name, value) for name in query if name not in gone for value in query.getlist(name) if value]


# Under which link of the navigation the pages stand that change a thing or tell its history, by the first word of
# their names.
_PLACES = {
    **dict.fromkeys(["area", "border", "estate", "institution"], "areas"),
    **dict.fromkeys(["effort", "funder"], "efforts"),
    **dict.fromkeys(["follow"], "need"),
    **dict.fromkeys(["post", "workplace", "workplaces"], "staffing"),
    **dict.fromkeys(["people", "person", "places", "role", "roles"], "roles"),
}


@register.simple_tag(takes_context=True)
def here(context, *names: str) -> str:
    """aria-current="page" on the navigation link that the page belongs to: by what it changes, or by its app."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None:
        return ""
    noun = (match.url_name or "").split("-")[0]
    place = _PLACES.get(noun, "") if match.app_name in ("desk", "history") else match.app_name
    return SafeString(' aria-current="page"') if place in names else ""


# --- Components ----------------------------------------------------------------------------------------------


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context, name: str, label: str, numeric: bool = False, extra_class: str = "") -> dict:
    """A column's header that sorts by `name`; `numeric` sets it to the right."""
    sort = context.get("sort", "")
    rising, falling = sort == name, sort == f"-{name}"
    query = context["request"].GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{name}" if rising else name
    return {
        "label": label,
        "url": f"?{query.urlencode()}",
        "rising": rising,
        "falling": falling,
        "numeric": numeric,
        "extra_class": extra_class,
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page) -> dict:
    """Links to the other pages of a list; nothing where there is only one."""
    return {"page": page, "request": context["request"]}


@register.inclusion_tag("components/field.html")
def form_field(field, hint: str = "") -> dict:
    """A form field with its label, hint, errors, in the look of the design system."""
    kind = getattr(field.field.widget, "input_type", "")
    classes = {"select": "form-select", "checkbox": "form-checkbox", "radio": "form-radio"}
    parts = [name for name, there in (("hint", hint or field.help_text), ("error", field.errors)) if there]
    attrs = {"class": classes.get(kind, "form-input")}
    if parts:
        attrs["aria-describedby"] = " ".join(f"{field.id_for_label}-{part}" for part in parts)
    if field.errors:
        attrs["aria-invalid"] = "true"
    return {
        "field": field,
        "hint": hint or field.help_text,
        "widget": field.as_widget(attrs=attrs),
        "checkbox": kind == "checkbox",
    }


@register.simple_block_tag
def why(content: str, label: str = "") -> str:
    """Reasons that open on request: {% why %}…{% endwhy %}; `label` says more than "Why?"."""
    return render_to_string("components/why.html", {"label": label or _("Why?"), "content": content})


@register.inclusion_tag("components/line_chart.html")
def line_chart(**series) -> dict:
    """A line over the years with limits drawn in; the arguments of `charts.line_chart`. Set a table beside it."""
    return {"chart": charts.line_chart(**series)}


@register.filter
def draw(chart) -> str:
    """A chart that a view made with `charts.line_chart`, as SVG."""
    return render_to_string("components/line_chart.html", {"chart": chart})
