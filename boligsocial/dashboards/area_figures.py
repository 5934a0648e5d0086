"""The figures of an area over the years: what they are compared with and held against, and where they are from."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from areas import rulebook
from areas.choices import Availability, Level, Unit
from areas.figures import Figure, figures
from areas.means import Mean, Scope, means
from areas.models import HousingArea, Import, Indicator
from areas.provenance import Provenance, provenance
from areas.said import Said, said_of_all
from areas.status import ChartLimit, every_limit, limits_between
from areas.thresholds import RESIDENTS, Thresholds
from boligsocial.common.charts import LineChart, line_chart
from boligsocial.common.templatetags.boligsocial import number
from boligsocial.dashboards.figure_from import Facts, facts_of
from boligsocial.dashboards.figure_words import amount, exact, figure_words

SCOPES = (Scope.MUNICIPALITY, Scope.REGION, Scope.SIMILAR, Scope.COUNTRY)


@dataclass(frozen=True)
class YearFigure:
    """A figure of a year with all that stands beside it; `town` is that of the whole municipality.

    Only on the page of the figure itself are `origin` and `file_link` known.
    """

    indicator: Indicator
    figure: Figure
    origin: Provenance | None = None
    file_link: int | None = None  # the import, for whoever may see it
    town: Figure | None = None
    means: dict[Scope, Mean] = field(default_factory=dict)
    source_rule: str = ""  # the name of the source whose rules hold for it

    @property
    def year(self) -> int:
        return self.figure.year

    @cached_property
    def words(self) -> str:
        """The figure as people write it, or why it is not shown."""
        return figure_words(self.figure, self.indicator)

    @property
    def is_shown(self) -> bool:
        return self.figure.state == Availability.AVAILABLE

    @cached_property
    def margin(self) -> str:
        """± in the unit; nothing where no uncertainty is given."""
        return "" if self.figure.margin is None else f"± {number_format(self.figure.margin.normalize())}"

    @cached_property
    def behind(self) -> str:
        """How many are behind it, where the source says so."""
        figure = self.figure
        if figure.answers:
            words = _("n = %(answers)s") % {"answers": number(figure.answers)}
            return f"{words}, {self.margin}" if self.margin else words
        if figure.denominator and figure.numerator is not None:
            return _("%(part)s of %(whole)s") % {"part": number(figure.numerator), "whole": number(figure.denominator)}
        return ""

    @property
    def from_words(self) -> str:
        """Of what kind the place is that it is from."""
        if self.figure.parts:
            return pgettext("figure", "Computed")
        return pgettext("figure", "A file") if self.figure.batch else _("Source")

    @property
    def from_title(self) -> str:
        """For whoever hears the link alone."""
        return _("Where %(name)s %(year)s is from") % {"name": self.indicator.name, "year": self.year}

    @property
    def facts(self) -> Facts:
        """Where it is from."""
        return facts_of(self.figure, self.indicator, self.origin, self.source_rule, self.margin, self.file_link)


@dataclass(frozen=True)
class Beside:
    """What an area is compared with: its words, and by year what stands there and of how many areas (0: of all).

    `is_yearly`: known for every year, and a column of the table; else for the newest year alone.
    """

    title: str
    cells: dict[int, tuple[str, int]]
    is_yearly: bool


@dataclass(frozen=True)
class Series:
    """An indicator over the years: what is known, and its drawing. `rows` are newest first."""

    indicator: Indicator
    rows: list[YearFigure]
    limits: list[ChartLimit]
    chart: LineChart | None
    beside: list[Beside]

    @cached_property
    def newest(self) -> YearFigure | None:
        """The newest that is shown."""
        return next((row for row in self.rows if row.is_shown), None)

    @property
    def columns(self) -> list[Beside]:
        return [one for one in self.beside if one.is_yearly]

    @property
    def table(self) -> list[tuple[YearFigure, list[tuple[str, str] | None]]]:
        """Each year with what it is compared with: the figure, and of how many areas in words."""
        columns = self.columns
        return [(row, [_cell(one, row.year) for one in columns]) for row in self.rows]

    @cached_property
    def compared(self) -> list[tuple[str, str, int]]:
        """What the newest figure is compared with: whose, the figure, of how many areas."""
        year = self.newest.year if self.newest else None
        return [(one.title, *one.cells[year]) for one in self.beside if year in one.cells]


def _cell(beside: Beside, year: int) -> tuple[str, str] | None:
    if year not in beside.cells:
        return None
    words, areas = beside.cells[year]
    return words, ngettext("%(shown)s area", "%(shown)s areas", areas) % {"shown": number(areas)} if areas else ""


class AreaFigures:
    """The figures of an area up to the year of a day, as a user may see them. A flat number of queries.

    `only`: the key of the one observation that is asked for, of whatever year.
    """

    def __init__(self, area: HousingArea, user, on: date, only: int | None = None):
        self.area, self.user, self.on, self.only = area, user, on, only

    @cached_property
    def rules(self) -> rulebook.Rows:
        """The rules of the official lists, as they are stored."""
        return rulebook.Rows(self.thresholds.indicators)

    @cached_property
    def thresholds(self) -> Thresholds:
        return Thresholds()

    @cached_property
    def typed(self) -> Said:
        """Which numbers of residents that are typed at areas may be told: asked once for all of the page."""
        return said_of_all()

    @cached_property
    def all(self) -> list[Figure]:
        if self.only is not None:
            found = figures(Level.AREA, [self.area.pk], self.thresholds, pk=self.only)
            return [one for one in found if one.pk == self.only]
        return list(figures(Level.AREA, [self.area.pk], self.thresholds, year__lte=self.on.year))

    @cached_property
    def counted(self) -> list[Figure] | None:
        """The figures of its residents; None where not all figures were asked for."""
        if self.only is not None:
            return None
        return [one for one in self.all if self.thresholds.indicators[one.indicator].code == RESIDENTS]

    @property
    def row(self) -> YearFigure | None:
        """The one figure that was asked for, with where it is from."""
        figure = next(iter(self.all), None)
        if figure is None:
            return None
        is_open = Import.objects.visible_to(self.user).filter(pk=figure.batch).exists()
        return YearFigure(
            indicator=self.thresholds.indicators[figure.indicator],
            figure=figure,
            origin=provenance([figure]).get(figure.pk),
            file_link=figure.batch if is_open else None,
            source_rule=self.thresholds.names.get(figure.origin, ""),
        )

    @cached_property
    def years(self) -> list[int]:
        """Newest first."""
        return sorted({figure.year for figure in self.all}, reverse=True)

    @cached_property
    def series(self) -> list[Series]:
        by_indicator = defaultdict(list)
        for row in self._rows():
            by_indicator[row.indicator].append(row)
        return [self._series(indicator, rows) for indicator, rows in by_indicator.items()]

    @cached_property
    def limits(self) -> list[tuple[ChartLimit, str]]:
        """Every limit that is drawn, and in words."""
        drawn = [(series.indicator, limit) for series in self.series if series.chart for limit in series.limits]
        return [(limit, exact(limit.value, indicator)) for indicator, limit in drawn]

    @property
    def sources(self) -> list[tuple[str, list[int], date | None]]:
        """Where the figures are from: the source, the years it gives, when it was extracted."""
        found: dict[tuple[str, date | None], set[int]] = defaultdict(set)
        for figure in self.all:
            found[figure.source, figure.extracted_on].add(figure.year)
        return [(source, sorted(years), extracted) for (source, extracted), years in found.items()]

    def _rows(self) -> list[YearFigure]:
        """In the order of the indicators, newest first; where each is from, its own page tells."""
        wanted = {figure.indicator for figure in self.all}
        indicators = self.thresholds.indicators
        order = {pk: place for place, pk in enumerate(indicators)}
        towns = {(one.indicator, one.year): one for one in self._towns(wanted)}
        compared = means(self.area, self.all, self.thresholds, self.counted, self.typed) if self.all else {}
        rows = [
            YearFigure(
                indicator=indicators[figure.indicator],
                figure=figure,
                town=towns.get((figure.indicator, figure.year)),
                means=compared.get((figure.indicator, figure.year), {}),
                source_rule=self.thresholds.names.get(figure.origin, ""),
            )
            for figure in self.all
        ]
        return sorted(rows, key=lambda row: (order[row.indicator.pk], -row.year))

    def _towns(self, indicators: set[int]):
        having = {"indicator__in": indicators, "year__lte": self.on.year}
        return figures(Level.MUNICIPALITY, [self.area.municipality_id], **having) if indicators else []

    @cached_property
    def _limits(self) -> dict[int, list[ChartLimit]]:
        return every_limit(self.rules)

    def _series(self, indicator: Indicator, rows: list[YearFigure]) -> Series:
        shown = [row for row in rows if row.is_shown]
        limits = limits_between(indicator, shown[-1].year, shown[0].year, self._limits) if shown else []
        beside = [one for one in self._beside(indicator, rows) if one.cells]
        return Series(indicator, rows, limits, self._chart(indicator, rows, limits), beside)

    def _beside(self, indicator: Indicator, rows: list[YearFigure]) -> list[Beside]:
        names = {
            Scope.MUNICIPALITY: _("Areas in the municipality"),
            Scope.REGION: _("Areas in the region"),
            Scope.SIMILAR: _("Similar areas"),
            Scope.COUNTRY: _("Areas in the country"),
        }
        towns = {row.year: row.town for row in rows if row.town and row.town.value is not None}
        whole = {year: (amount(town.value, indicator), 0) for year, town in towns.items()}
        found = [Beside(_("The whole municipality"), whole, True)]
        seen: set[Mean] = set()  # a region that has no other areas than the municipality tells nothing new
        for scope in SCOPES:
            known = {row.year: row.means[scope] for row in rows if row.means.get(scope) not in (None, *seen)}
            seen |= set(known.values())
            cells = {year: (amount(mean.value, indicator), mean.areas) for year, mean in known.items()}
            found.append(Beside(names[scope], cells, scope == Scope.MUNICIPALITY))
        return found

    def _chart(self, indicator: Indicator, rows: list[YearFigure], limits: list[ChartLimit]) -> LineChart | None:
        town = [(row.year, row.town.value) for row in rows if row.town and row.town.value is not None]
        areas = [(row.year, row.means[Scope.MUNICIPALITY].value) for row in rows if Scope.MUNICIPALITY in row.means]
        other = (_("the whole municipality"), town) if town else (_("areas in the municipality"), areas)
        return line_chart(
            key=f"figure-{indicator.pk}",
            title=indicator.name,
            points=[(row.year, row.figure.value) for row in rows],
            limits=[(one.value, exact(one.value, indicator), one.first, one.last) for one in limits],
            margins={row.year: row.figure.margin for row in rows if row.figure.margin is not None},
            others=[other] if other[1] else [],
            unit="" if indicator.unit == Unit.NUMBER else " %",
            decimals=indicator.decimals,
        )
