"""Every address of the site outside the admin: its rule, and how its keys are filled in.

A new address needs nothing here while it has the keys `pk` (the row its rule names) and `part` (a part, found by the
last noun in its name: "desk:border-edit" is about a border). For other keys or nouns add a line below; the
matrix of rights (test_rights_matrix.py) names the address that lacks one. An address with a `label` is there once for
each kind of row it can be about.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from boligsocial.common.rights import Rule
from boligsocial.desk.deletion_kinds import KINDS

# Which model a key is of, by the noun in the address's name, where neither the rule nor the key says it.
NOUNS = {
    "activity": "efforts.Activity",
    "area": "areas.HousingArea",
    "border": "areas.AreaBorder",
    "budget": "efforts.Budget",
    "citizens": "efforts.CitizenGroup",
    "effort": "efforts.Effort",
    "estate": "areas.Estate",
    "follow": "staffing.FollowUp",
    "figure": "areas.Observation",
    "funder": "efforts.Funder",
    "indicator": "areas.Indicator",
    "institution": "areas.Institution",
    "link": "efforts.CityLink",
    "name": "areas.AreaName",
    "person": "accounts.User",
    "place": "areas.Municipality",
    "placement": "staffing.Placement",
    "put": "records.Deletion",
    "post": "staffing.Post",
    "reach": "efforts.AreaReach",
    "recipe": "areas.Recipe",
    "role": "efforts.Membership",
    "roles": "accounts.User",
    "school": "efforts.InstitutionReach",
    "share": "efforts.FundingShare",
    "view": "records.SavedView",
    "workplace": "staffing.Workplace",
}
# What other keys can be.
VALUES = {"uidb64": "MQ", "token": "1-a", "who": "consultant"}


# What must be sent to an address that knows no empty form.
FORMS = {"desk:columns": {"page": "areas:list"}}
DELETABLE = {apps.get_model(label)._meta.label for label in KINDS}


@dataclass(frozen=True)
class Address:
    """A named address. `view` is the view's class, or its function."""

    name: str
    keys: tuple[str, ...]
    view: Callable
    rule: Rule | None
    label: str = ""

    @property
    def cell(self) -> str:
        return f"{self.name} {self.label}".strip()

    @property
    def form(self) -> dict:
        return FORMS.get(self.name, {})

    def takes(self, method: str) -> bool:
        """Whether the view says that it answers this method."""
        if not hasattr(self.view, "http_method_names"):
            return True
        names = ("get", "head") if method == "HEAD" else (method.lower(),)
        return method.lower() in self.view.http_method_names and any(hasattr(self.view, name) for name in names)

    @property
    def about_a_row(self) -> bool:
        return "pk" in self.keys

    def model_of(self, key: str) -> str:
        """The label of the model that `pk` or `part` is the key of."""
        if key == "pk" and (self.label or getattr(self.rule, "model", "")):
            return self.label or self.rule.model
        nouns = [word for word in self.name.split(":")[-1].split("-") if word in NOUNS]
        if nouns:
            # "effort-activity-edit": the key is an effort's, the part's an activity's.
            return NOUNS[nouns[0 if key == "pk" else -1]]
        raise LookupError(f"{self.name}: say in NOUNS of tests/addresses.py what <{key}> is the key of.")

    def filled(self, row_of: Callable[[str], object]) -> dict:
        """The keys of the address; `row_of` gives a row for the label of a model."""
        found = {}
        for key in self.keys:
            if key == "label":
                found[key] = self.label.lower()
            elif key in ("pk", "part"):
                found[key] = row_of(self.model_of(key)).pk
            elif key in VALUES:
                found[key] = VALUES[key]
            else:
                raise LookupError(f"{self.name}: say in VALUES of tests/addresses.py what <{key}> can be.")
        return found


def addresses(patterns=None, namespace: str = "", keys: tuple[str, ...] = ()) -> list[Address]:
    """All of them; the admin keeps its own rules."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        own = (*keys, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                found += addresses(pattern.url_patterns, inner, own)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", pattern.callback)
            rule = getattr(pattern.callback, "rule", None)
            for label in sorted(DELETABLE) if "label" in own else ("",):
                found.append(Address(f"{namespace}{pattern.name or pattern.pattern}", own, view, rule, label))
    return found


ADDRESSES = {address.cell: address for address in addresses()}
