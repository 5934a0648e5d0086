"""The places: import models from here."""

from areas.models.area import AreaName, HousingArea
from areas.models.border import AreaBorder
from areas.models.figures import Indicator, Observation
from areas.models.institution import Institution
from areas.models.listing import ListEntry
from areas.models.municipality import Municipality
from areas.models.organisation import Estate, HousingOrganisation

__all__ = [
    "AreaBorder",
    "AreaName",
    "Estate",
    "HousingArea",
    "HousingOrganisation",
    "Indicator",
    "Institution",
    "ListEntry",
    "Municipality",
    "Observation",
]
