"""The places: import models from here."""

from areas.models.area import AreaName, HousingArea
from areas.models.border import AreaBorder
from areas.models.figures import FigureSource, Indicator, Observation
from areas.models.imports import Import, ImportChange, ImportFault, RememberedMapping, StagedFigure
from areas.models.institution import Institution
from areas.models.listing import ListEntry
from areas.models.municipality import Municipality
from areas.models.need import NeedLevel, Recipe, RecipeItem
from areas.models.organisation import Estate, HousingOrganisation
from areas.models.status import Standing, StatusCriterion, StatusRule, YearLimit
from areas.models.tally import FigureTally

__all__ = [
    "AreaBorder",
    "AreaName",
    "Estate",
    "FigureSource",
    "FigureTally",
    "HousingArea",
    "HousingOrganisation",
    "Import",
    "ImportChange",
    "ImportFault",
    "Indicator",
    "Institution",
    "ListEntry",
    "Municipality",
    "NeedLevel",
    "Observation",
    "Recipe",
    "RecipeItem",
    "RememberedMapping",
    "StagedFigure",
    "Standing",
    "StatusCriterion",
    "StatusRule",
    "YearLimit",
]
