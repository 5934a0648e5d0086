"""The pages of indicators: what each figure means, how fresh it is, who has it, and what it is used for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from areas.choices import Availability, Level
from areas.coverage import with_figure
from areas.figures import Figure, figures
from areas.models import AreaBorder, HousingArea, Indicator, Municipality
from boligsocial.common.columns import Column, Columns, Kind
from boligsocial.common.periods import in_force
from boligsocial.common.rights import SIGNED_IN, Ruled, sees
from boligsocial.common.templatetags.boligsocial import carried
from boligsocial.common.views import FilteredSet, ListPage, MapLayer, point, view_date
from boligsocial.dashboards.figure_words import amount, figure_words
from boligsocial.dashboards.indicator_filters import IndicatorFilter, OwnerAreaFilter, OwnerMunicipalityFilter
from boligsocial.dashboards.indicator_page import IndicatorPage, IndicatorRow, indicator_rows
from boligsocial.dashboards.scope import scope_of
from boligsocial.records.lists import TablePage

STEPS = 4  # of the map's colours


def _of_newest(name: str):
    """How many of the newest year; none where nobody has it."""
    return lambda row: getattr(row.newest, name) if row.newest else 0


INDICATOR_COLUMNS = Columns(
    Column("name", _("Indicator"), lambda row: row.indicator.name, sort="position", fixed=True),
    Column("unit", _("Unit"), lambda row: str(row.indicator.get_unit_display())),
    Column("direction", _("Direction"), lambda row: str(row.indicator.get_direction_display())),
    Column("level", _("Level"), lambda row: str(row.indicator.get_level_display()), first=False),
    Column("newest", _("Newest year"), lambda row: row.year, Kind.YEAR),
    Column("shown", _("Have it"), _of_newest("shown"), Kind.NUMBER),
    Column("withheld", _("Withheld"), _of_newest("withheld"), Kind.NUMBER),
    Column("missing", _("Not available"), _of_newest("missing"), Kind.NUMBER),
    Column("rhythm", _("How often"), lambda row: row.rhythm),
    Column("extracted", _("Extracted on"), lambda row: row.extracted_on, Kind.DAY, first=False),
    Column("source", _("Source"), lambda row: row.indicator.source.name if row.indicator.source else None),
    Column("means", _("What it means"), lambda row: row.indicator.description, first=False),
    Column("code", _("Name in files"), lambda row: row.indicator.code, first=False),
)


class IndicatorList(Ruled, TablePage, ListPage):
    """Everyone who is signed in knows the definitions; who has a figure is counted among what one may see."""

    rule = SIGNED_IN
    template_name = "data/indicators.html"
    title = _("Indicators")
    filterset_class = IndicatorFilter
    columns = INDICATOR_COLUMNS
    sorts = {"position": ("position", "code")}
    default_sort = "position"

    def get_queryset(self) -> QuerySet:
        return Indicator.objects.all()

    def get_rows(self, ids: list[int], on: date) -> Iterable[Indicator]:
        return Indicator.objects.filter(pk__in=ids).select_related("source")

    def rows_of(self, indicators: Iterable[Indicator], on: date) -> list[IndicatorRow]:
        return indicator_rows(indicators, self.request.user, on, scope_of(self.request).municipality)

    def get_context(self, page, on: date) -> dict:
        return {"rows": self.rows_of(page, on), "table": self.table, "town": scope_of(self.request).municipality}

    def export_rows(self, on: date) -> Iterable[IndicatorRow]:
        for batch in self.every_batch(on):
            yield from self.rows_of(batch, on)


@dataclass(frozen=True)
class OwnerRow:
    """An area or a municipality with its figure of the year, None where nothing is said of it."""

    owner: HousingArea | Municipality
    figure: Figure | None
    indicator: Indicator

    @property
    def pk(self) -> int:
        return self.owner.pk

    @property
    def words(self) -> str:
        """The figure as people write it, or why there is none."""
        return words_of(self.figure, self.indicator)

    @property
    def written(self) -> Decimal | str:
        """In a file: a number with its own decimals, or why there is none."""
        if self.figure is None or self.figure.state != Availability.AVAILABLE:
            return self.words
        bare = self.figure.value.normalize()
        return bare.quantize(Decimal(1)) if bare.as_tuple().exponent > 0 else bare


def words_of(figure: Figure | None, indicator: Indicator) -> str:
    return str(Availability.NOT_AVAILABLE.label) if figure is None else figure_words(figure, indicator)


def _of_figure(name: str):
    return lambda row: getattr(row.figure, name) if row.figure else None


def _columns(level: Level) -> Columns:
    """Of whoever has the figure. Figures that are computed from estates are not sorted by."""
    place = Column("name", _("Municipality"), lambda row: row.owner.name, sort="name", fixed=True)
    town = ()
    if level != Level.MUNICIPALITY:
        place = Column("name", _("Area"), lambda row: row.owner.name, sort="name", fixed=True)
        town = (
            Column("municipality", _("Municipality"), lambda row: row.owner.municipality.name, sort="municipality"),
        )
    return Columns(
        place,
        *town,
        Column(
            "value",
            _("Figure"),
            lambda row: row.written,
            Kind.FIGURE,
            sort="" if level == Level.ESTATE else "value",
            parts=("value", "numerator", "denominator"),
        ),
        Column("numerator", _("Numerator"), _of_figure("numerator"), Kind.NUMBER, first=False),
        Column("denominator", _("Denominator"), _of_figure("denominator"), Kind.NUMBER, first=False),
        Column("answers", _("Answers"), _of_figure("answers"), Kind.NUMBER, first=False),
        Column("margin", _("Uncertainty (±)"), _of_figure("margin"), Kind.FIGURE, first=False),
        Column("year", _("Year"), _of_figure("year"), Kind.YEAR, first=False),
        Column("period", _("Period"), _of_figure("period"), first=False),
        Column("source", _("Source"), _of_figure("source")),
        Column("extracted", _("Extracted on"), _of_figure("extracted_on"), Kind.DAY, first=False),
    )


class OwnerSet(Ruled, FilteredSet):
    """The areas (or municipalities) that an indicator is about, as the user may see them."""

    rule = sees("areas.Indicator")

    @cached_property
    def indicator(self) -> Indicator:
        return self.rule.row(self.request.user, self.kwargs, Indicator.objects.select_related("source"))

    @cached_property
    def level(self) -> Level:
        return Level(self.indicator.level)

    @cached_property
    def about(self) -> IndicatorPage:
        return IndicatorPage(
            self.indicator, self.request.user, view_date(self.request), scope_of(self.request).municipality
        )

    def get_queryset(self) -> QuerySet:
        if self.level == Level.MUNICIPALITY:
            return Municipality.objects.visible_to(self.request.user)
        return HousingArea.objects.visible_to(self.request.user).current(view_date(self.request))

    @cached_property
    def filterset(self):
        kind = OwnerMunicipalityFilter if self.level == Level.MUNICIPALITY else OwnerAreaFilter
        years = [one.year for one in self.about.years]
        return kind(
            self.request.GET, queryset=self.get_queryset(), request=self.request, indicator=self.indicator, years=years
        )

    def get_filterset(self):
        return self.filterset

    @property
    def year(self) -> int | None:
        return self.filterset.shown_year

    @property
    def owner(self) -> Level:
        """On which level the figures of the table stand."""
        return Level.MUNICIPALITY if self.level == Level.MUNICIPALITY else Level.AREA

    def figures_of(self, keys: Iterable[int], bare: bool = False) -> dict[int, Figure]:
        """By owner; `bare` without where they are from. One query."""
        if self.year is None:
            return {}
        found = figures(self.owner, keys, bare=bare, indicator=self.indicator.pk, year=self.year)
        return {figure.key: figure for figure in found}

    @cached_property
    def of_all(self) -> dict[int, Figure]:
        """The figures of all that are chosen, for the steps of the map."""
        return self.figures_of(self.filterset.qs.order_by().values("pk"), bare=True)


class IndicatorDetail(OwnerSet, TablePage, ListPage):
    template_name = "data/indicator.html"
    default_sort = "name"

    def show(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return super().show(request)  # the key is known already

    @property
    def title(self) -> str:
        return f"{self.indicator.name} {self.year or ''}".strip()

    @cached_property
    def columns(self) -> Columns:
        return _columns(self.level)

    @property
    def sorts(self) -> dict[str, tuple[str, ...]]:
        if self.level == Level.MUNICIPALITY:
            return {"name": ("sort_key",), "value": ("figure", "sort_key")}
        towns = {"name": ("sort_key",), "municipality": ("municipality__sort_key", "sort_key")}
        return towns if self.level == Level.ESTATE else {**towns, "value": ("figure", "sort_key")}

    def annotate_for_sort(self, rows: QuerySet, sort: str, on: date) -> QuerySet:
        return with_figure(rows, self.indicator, self.year) if sort == "value" else rows

    def get_rows(self, ids: list[int], on: date) -> Iterable:
        rows = self.get_queryset().model.objects.filter(pk__in=ids)
        return rows if self.level == Level.MUNICIPALITY else rows.select_related("municipality").defer("note")

    def rows_of(self, owners: Iterable) -> list[OwnerRow]:
        owners = list(owners)
        known = self.figures_of([owner.pk for owner in owners])
        return [OwnerRow(owner, known.get(owner.pk), self.indicator) for owner in owners]

    def get_context(self, page, on: date) -> dict:
        return {
            "indicator": self.indicator,
            "about": self.about,
            "year": self.year,
            "rows": self.rows_of(page),
            "table": self.table,
            "town": scope_of(self.request).municipality,
            "scope_url": "",
            "on_map": self.level != Level.MUNICIPALITY and self.year is not None,
            "steps": self.steps if self.level != Level.MUNICIPALITY and self.year is not None else [],
        }

    @property
    def steps(self) -> list[str]:
        """The four steps of the map in words, from the least."""
        limits = step_limits(self.of_all.values())
        said = [amount(limit, self.indicator) for limit in limits]
        first = [f"{said[0]} – {said[1]}"] if said else []
        return first + [_("over %(low)s – %(high)s") % {"low": low, "high": high} for low, high in pairwise(said[1:])]

    def export_rows(self, on: date) -> Iterable[OwnerRow]:
        for batch in self.every_batch(on):
            yield from self.rows_of(batch)


def step_limits(shown: Iterable[Figure]) -> list[Decimal]:
    """The least value, the three that divide those shown into four equal parts, and the most; empty if too few."""
    values = sorted({figure.value for figure in shown if figure.value is not None})
    if len(values) < STEPS + 1:
        return []
    last = len(values) - 1
    return [values[round(last * step / STEPS)] for step in range(STEPS + 1)]


class IndicatorMap(OwnerSet, MapLayer):
    """The areas of the table, darker where the figure is higher; those without a figure have the word for it."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return super().get(request)  # the key is known already

    def within(self, rows: QuerySet, box, on: date) -> QuerySet:
        return rows.in_box(box, on) if self.level != Level.MUNICIPALITY else rows

    def get_features(self, rows: QuerySet, on: date, shapes: bool) -> Iterable[tuple[str, str, dict]]:
        if self.level == Level.MUNICIPALITY:
            return
        known = self.of_all
        limits = step_limits(known.values())
        kept, before_after = carried({"request": self.request}), reverse("areas:detail", args=[0]).split("0")
        borders = AreaBorder.objects.filter(in_force(on), area__in=rows.order_by().values("pk")).order_by("area")
        columns = ["area", "area__name", "area__municipality__name", "quality"]
        for pk, name, town, quality, *shape in borders.values_list(
            *columns, *(["outline"] if shapes else ["lon", "lat"])
        ):
            figure = known.get(pk)
            note = f"{town}: {words_of(figure, self.indicator)}"
            about = {"name": name, "note": note, "url": f"{pk}".join(before_after) + kept}
            about["kind"] = f"step-{step_of(figure, limits)}"
            if quality == "approximate":
                about["approximate"] = True
            yield f"area-{pk}", shape[0] if shapes else point(*shape), about


def step_of(figure: Figure | None, limits: list[Decimal]) -> int:
    """1 to 4, 0 where no figure is shown or too few are."""
    if figure is None or figure.value is None or not limits:
        return 0
    return 1 + sum(figure.value > limit for limit in limits[1:-1])
