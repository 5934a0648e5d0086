"""Who gets what answer where: role × address × method × own, foreign or no row, generated from the addresses.

What is expected follows from the rule that an address declares and from the tables below, which say the policy of
areas/access.py, efforts/access.py and staffing/access.py in their own words. An address without a rule fails.
"""

from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.urls import reverse

from boligsocial.common.rights import Who
from tests.addresses import ADDRESSES, Address
from tests.worlds import Person, World, state

pytestmark = [pytest.mark.django_db, pytest.mark.once]

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
SIDES = ("own", "foreign", "none")
NO_SUCH_ROW = 2**40
PEOPLE = ["anonymous", "nobody", "staff", "admin"]
EVERY_WAY = {"anonymous", "admin", "consultant-M", "reader-M"}
PEOPLE += [f"{role}-{place}" for role in ("consultant", "leader", "board", "reader") for place in "MOE"]

# Membership in which place (municipality, organisation, effort) shows a row of the model, and lets a writer change it.
SEEN_FROM = {
    "areas.HousingArea": "MOE",
    "areas.Estate": "MO",
    "areas.Institution": "MOE",
    "efforts.Effort": "MOE",
    "staffing.Post": "MOE",
    "staffing.Workplace": "MOE",
    "staffing.FollowUp": "MOE",
    "records.Deletion": "MO",  # of an estate
}
CHANGED_FROM = {
    "areas.HousingArea": "MO",
    "areas.Estate": "MO",
    "areas.Institution": "M",
    "areas.Municipality": "M",
    "areas.HousingOrganisation": "O",
    "areas.Recipe": "M",
    "efforts.Effort": "MOE",
    "staffing.Post": "MOE",
    "staffing.Workplace": "MO",  # sitting there changes nothing
    "staffing.FollowUp": "MO",  # as its area, and by its owner
    "records.Deletion": "MO",  # of an estate
    "areas.Import": "MO",  # whoever brought it in, in whatever place
}
# Parts have the rights of what they are a part of.
PART_OF = {
    "areas.AreaName": "areas.HousingArea",
    "areas.AreaBorder": "areas.HousingArea",
    "efforts.AreaReach": "efforts.Effort",
    "efforts.CitizenGroup": "efforts.Effort",
    "efforts.InstitutionReach": "efforts.Effort",
    "efforts.CityLink": "efforts.Effort",
    "efforts.Budget": "efforts.Effort",
    "efforts.FundingShare": "efforts.Effort",
    "efforts.Activity": "efforts.Effort",
    "staffing.Placement": "efforts.Effort",
}
# Everyone who has signed in knows these, of whatever place; and these belong to a person.
COMMON = {"areas.Municipality", "areas.HousingOrganisation", "areas.Indicator", "areas.Recipe", "efforts.Funder"}
PERSONAL = {"records.SavedView", "areas.Import"}

YES, REFUSED, UNKNOWN, SIGN_IN = "yes", 403, 404, 302
# What an allowed request may answer: GET shows or leads on, POST saves and leads on, shows its form again, or says in
# other words that an empty form is no good.
FINE = {"GET": {200, 302}, "HEAD": {200, 302}, "POST": {200, 204, 302, 400, 413, 422}}


# --- What is expected ----------------------------------------------------------------------------------------


def verdict(address: Address, person: Person, side: str):
    """Whether the address's rule lets the person at the row: yes, or the status that refuses."""
    rule = address.rule
    if rule.who == Who.OPEN:
        return YES
    if person.is_anonymous:
        return SIGN_IN
    if rule.who == Who.SIGNED_IN:
        return YES
    if rule.who == Who.ADMIN:
        return (UNKNOWN if side == "none" else YES) if person.is_admin else REFUSED
    if rule.who == Who.MAKES:
        within = (rule.model, *rule.also)
        lets = person.is_admin or any(person.writes and person.place in CHANGED_FROM[label] for label in within)
        return YES if lets else REFUSED
    label = PART_OF.get(address.label, address.label) or rule.model
    if side == "none" or not sees(label, person, side):
        return UNKNOWN
    return YES if rule.who == Who.SEES or changes(label, person, side) else REFUSED


def sees(label: str, person: Person, side: str) -> bool:
    if label in PERSONAL:
        return side == "own" or (person.is_admin and label in CHANGED_FROM)
    if person.is_admin or label in COMMON:
        return True
    return side == "own" and bool(person.place) and person.place in SEEN_FROM[label]


def changes(label: str, person: Person, side: str) -> bool:
    if label in PERSONAL and label not in CHANGED_FROM:
        return side == "own"
    if person.is_admin:
        return True
    return side == "own" and person.writes and person.place in CHANGED_FROM.get(label, "")


def expected(address: Address, person: Person, method: str, side: str) -> set[int]:
    found = verdict(address, person, side)
    if found == SIGN_IN:
        return {302}
    if not address.takes(method):
        # The rule is asked first where it needs no row; a view may also look its row up first.
        early = address.rule.who in (Who.ADMIN, Who.MAKES) and found == REFUSED
        return {found} if early else {405} if found == YES else {405, found}
    return FINE[method] if found == YES else {found}


# --- What happens --------------------------------------------------------------------------------------------


def url_of(world: World, address: Address, person: Person, side: str) -> str:
    kwargs = address.filled(lambda label: world.row(person, "own" if side == "none" else side, label))
    if side == "none":
        kwargs["pk"] = NO_SUCH_ROW
    return reverse(address.name, kwargs=kwargs)


def cells(person_name: str):
    """(address, method, side) of every cell of one person.

    Other methods than GET and POST are asked of the own rows, by those named in EVERY_WAY: what decides there is the
    address, not the row, the role or the place. They alone ask for rows that are not there, too.
    """
    every_way = person_name in EVERY_WAY
    for address in ADDRESSES.values():
        for method in METHODS if every_way else ("GET", "POST"):
            by_row = address.about_a_row and method in ("GET", "POST")
            for side in (SIDES if every_way else SIDES[:2]) if by_row else SIDES[:1]:
                yield address, method, side


def ask(person: Person, address: Address, method: str, url: str, refused: bool):
    """The answer, and for what is refused the state after it; whatever an allowed request did is undone."""
    with transaction.atomic():
        sent = urlencode(address.form) if method == "POST" else ""
        answer = person.client.generic(method, url, sent, content_type="application/x-www-form-urlencoded")
        after = state() if refused and method not in ("GET", "HEAD") else None
        transaction.set_rollback(True)
    return answer, after


def leads_to_sign_in(answer) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(reverse("accounts:sign-in"))


# --- Tests ---------------------------------------------------------------------------------------------------


def test_every_address_has_a_rule():
    assert [name for name, address in ADDRESSES.items() if address.rule is None] == []


def test_every_address_is_asked_in_every_way():
    assert sum(1 for person in PEOPLE for _ in cells(person)) >= 1500
    assert len(ADDRESSES) > 30


def test_the_tables_know_the_models_of_all_rules():
    labels = {label for one in ADDRESSES.values() if one.rule for label in (one.rule.model, *one.rule.also) if label}
    labels |= {PART_OF.get(one.label, one.label) for one in ADDRESSES.values() if one.label}
    assert labels - set(SEEN_FROM) - set(CHANGED_FROM) - COMMON - PERSONAL == set()


@pytest.mark.usefixtures("silence")
@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_gets_what_the_rules_say(whole_world, name):
    person, wrong, before = whole_world.people[name], [], state()
    for address, method, side in cells(name):
        if address.rule is None:
            continue
        wanted = expected(address, person, method, side)
        refused = wanted is not FINE.get(method)
        answer, after = ask(person, address, method, url_of(whole_world, address, person, side), refused)
        cell = f"{method} {address.cell} ({side})"
        if answer.status_code not in wanted:
            wrong.append(f"{cell}: {answer.status_code}, not {sorted(wanted)}")
        elif leads_to_sign_in(answer) is not (verdict(address, person, side) == SIGN_IN):
            if address.name != "accounts:sign-out":
                wrong.append(f"{cell}: sent to {answer['Location']}" if answer.has_header("Location") else cell)
        elif after is not None and after != before:
            wrong.append(f"{cell}: refused, and yet something changed")
    assert not wrong, "\n".join(wrong)
