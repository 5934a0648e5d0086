"""The efforts: import models from here."""

from efforts.models.activity import Activity, FocusArea
from efforts.models.effort import Effort
from efforts.models.funding import Budget, Funder, FundingShare
from efforts.models.membership import Membership
from efforts.models.reach import AreaReach, CitizenGroup, CityLink, InstitutionReach
from efforts.models.typology import Typology, TypologySet

__all__ = [
    "Activity",
    "AreaReach",
    "Budget",
    "CitizenGroup",
    "CityLink",
    "Effort",
    "FocusArea",
    "Funder",
    "FundingShare",
    "InstitutionReach",
    "Membership",
    "Typology",
    "TypologySet",
]
