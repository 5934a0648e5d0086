"""Loads the demonstration, once: whoever changes or removes a row of it afterwards is not contradicted.

It counts as loaded when its fictional municipality is there. All of it is written, or nothing.
"""

from django.db import transaction

from areas import official_lists
from areas import reference as places_reference
from areas.models import HousingArea, HousingOrganisation, Municipality, Observation
from areas.recompute import recompute
from boligsocial.common.loading import add_missing, analyze
from boligsocial.demo import cases_places, people, town, town_need
from boligsocial.demo.build import Names, build_efforts
from boligsocial.demo.cases import CASES
from boligsocial.demo.town_places import CODE
from efforts import reference as efforts_reference
from efforts.models import Effort, Funder
from staffing.models import Workplace


def is_loaded() -> bool:
    return Municipality.objects.filter(code=CODE, is_fictional=True).exists()


def load() -> bool:
    """Whether anything was loaded."""
    if is_loaded():
        return False
    with transaction.atomic():
        places_reference.load()
        efforts_reference.load()
        official_lists.load()
        _load_cases()
        largest, *_ = town.load()
        people.load(effort=largest, organisations=list(HousingOrganisation.objects.filter(name=cases_places.SJAELLAND)))
        town_need.load_follow_ups()
        analyze(Observation)
        recompute(Municipality.objects.filter(code=CODE).values_list("pk", flat=True))
        analyze()
    return True


def _load_cases() -> list[Effort]:
    """The nine cases; what they refer to may be there already."""
    source = cases_places.SOURCE
    add_missing([HousingOrganisation(name=name, source=source) for name in cases_places.ORGANISATIONS], by=("name",))
    names = Names()
    areas = [
        HousingArea(municipality=names.municipalities[place], name=name, source=source, **fields)
        for (place, name), fields in cases_places.AREAS.items()
    ]
    add_missing(areas, by=("municipality_id", "name"))
    add_missing([Funder(name=n, **names.resolve(f)) for n, f in cases_places.FUNDERS.items()], by=("name",))
    names = Names()
    workplaces = [Workplace(name=n, source=source, **names.resolve(f)) for n, f in cases_places.WORKPLACES.items()]
    add_missing(workplaces, by=("name",))
    return build_efforts(CASES)
