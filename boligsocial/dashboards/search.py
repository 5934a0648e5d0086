"""Find anything: areas, efforts, institutions, workplaces, estates, posts, funders and municipalities by name.

One way for all: what the user may see, whose key holds every word that was typed; names that are it come first, then
those that begin with it, then the rest, each in Danish order. A fixed number of queries, however much there is.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Least

from areas.models import AreaName, Estate, HousingArea, Institution, Municipality
from boligsocial.common.text import search_key, spellings
from efforts.models import Effort, Funder, FundingShare, InstitutionReach
from staffing.models import Post, Workplace

FIRST = 8  # things that each group shows
MOST_WORDS = 6  # more words than these narrow nothing
MOST_LINKS = 3  # efforts named for a thing that has no page of its own
BEST, WORST = 0, 8  # Words.rank


@dataclass(frozen=True)
class Words:
    """What was typed, folded like the search keys."""

    key: str

    def held_by(self, name: str = "search_key") -> Q:
        """Keys that hold every word."""
        found = Q()
        for word in self.key.split()[:MOST_WORDS]:
            found &= Q(**{f"{name}__spelt": word})
        return found

    def rank(self, name: str = "search_key") -> Case:
        """How well a key fits: less is better. What is spelt as typed comes before what may have been meant."""
        as_typed, meant = self._fits(name, [self.key]), self._fits(name, spellings(self.key)[1:])
        whens = [When(fit, then=Value(place)) for place, fit in enumerate((*as_typed, *meant))]
        return Case(*whens, default=Value(WORST), output_field=IntegerField())

    @staticmethod
    def _fits(name: str, keys: list[str]) -> list[Q]:
        """The key itself, one that begins so, one with a word that begins so, one that holds it."""
        forms = (("exact", ""), ("startswith", ""), ("contains", " "), ("contains", ""))
        nothing = Q(pk__in=[])
        return [
            reduce(or_, (Q(**{f"{name}__{lookup}": before + key}) for key in keys), nothing) for lookup, before in forms
        ]


@dataclass
class Hit:
    """A thing found. `matched` is the other name that fits; `areas` and `efforts` are where it is read."""

    thing: object
    matched: str = ""
    areas: list[HousingArea] = field(default_factory=list)
    efforts: list[Effort] = field(default_factory=list)
    more: int = 0  # efforts beside those named


@dataclass(frozen=True)
class Group:
    """The first things of a kind, and how many there are."""

    kind: str
    hits: list[Hit]
    all: int


def find(text: str, user) -> list[Group]:
    """The groups in which anything is found, in the order in which people look."""
    words = Words(search_key(text))
    if not words.key:
        return []
    groups = [look(words, user) for look in (areas, efforts, institutions, estates, workplaces, posts, funders, towns)]
    return [group for group in groups if group.hits]


def _best(kind: str, rows: QuerySet, words: Words, rank=None) -> Group:
    """The first rows in order of fit; their number rides along."""
    rows = rows.annotate(_rank=rank if rank is not None else words.rank(), _all=Window(Count("pk")))
    order = ("_rank", "sort_key", "pk") if hasattr(rows.model, "sort_key") else ("_rank", "search_key", "pk")
    found = list(rows.order_by(*order)[:FIRST])
    return Group(kind, [Hit(row) for row in found], found[0]._all if found else 0)


# --- The groups ---------------------------------------------------------------------------------------------------


def areas(words: Words, user) -> Group:
    """By their code or any of their names, also those that are no more; what fits beside the name is said."""
    names = AreaName.objects.filter(words.held_by(), area=OuterRef("pk")).order_by().values("area")
    other = Subquery(names.annotate(best=Min(words.rank())).values("best"), output_field=IntegerField())
    rows = HousingArea.objects.visible_to(user).filter(words.held_by() | Q(code__iexact=words.key) | Exists(names))
    own = Case(
        When(code__iexact=words.key, then=Value(BEST)),
        When(words.held_by(), then=words.rank()),
        default=Value(WORST + 1),
        output_field=IntegerField(),
    )
    rank = Least(own, Coalesce(other, Value(WORST + 1)))
    group = _best("areas", rows.select_related("municipality").defer("note"), words, rank)
    unnamed = {hit.thing.pk: hit for hit in group.hits if not _holds(hit.thing.search_key, words)}
    if unnamed:
        for hit in unnamed.values():
            hit.matched = hit.thing.code if search_key(hit.thing.code) == words.key else ""
        fitting = AreaName.objects.filter(words.held_by(), area__in=unnamed).annotate(_rank=words.rank())
        for name in fitting.order_by("-_rank", "-sort_key"):
            unnamed[name.area_id].matched = name.name
    return group


def _holds(key: str, words: Words) -> bool:
    return all(any(each in key for each in spellings(word)) for word in words.key.split()[:MOST_WORDS])


def _efforts(user) -> QuerySet:
    """The efforts that the user may see; drafts only for those who may change them."""
    changeable = Effort.objects.changeable_by(user).order_by().values("pk")
    return Effort.objects.visible_to(user).filter(
        Q(pk__in=Effort.objects.finished().values("pk")) | Q(pk__in=changeable)
    )


def efforts(words: Words, user) -> Group:
    rows = _efforts(user).filter(words.held_by()).prefetch_related("municipalities").defer("description")
    return _best("efforts", rows, words)


def institutions(words: Words, user) -> Group:
    rows = Institution.objects.visible_to(user).filter(words.held_by()).select_related("municipality")
    group = _best("institutions", rows, words)
    reaches = InstitutionReach.objects.filter(institution__in=[hit.thing.pk for hit in group.hits])
    _name_efforts(group, reaches, "institution", user)
    return group


def estates(words: Words, user) -> Group:
    """With the areas they are part of, as far as the user may see those."""
    by_number = Q(number=words.key)
    rows = Estate.objects.visible_to(user).filter(words.held_by() | by_number)
    group = _best("estates", rows.select_related("organisation", "municipality"), words)
    hits = {hit.thing.pk: hit for hit in group.hits}
    if hits:
        seen = HousingArea.objects.visible_to(user).filter(estates__in=hits).annotate(estate=F("estates"))
        for area in seen.order_by("sort_key").only("name"):
            if area.estate in hits:
                hits[area.estate].areas.append(area)
    return group


def workplaces(words: Words, user) -> Group:
    rows = Workplace.objects.visible_to(user).filter(words.held_by())
    group = _best("workplaces", rows.select_related("area", "municipality", "organisation"), words)
    local = [hit for hit in group.hits if hit.thing.area_id]
    if local:
        opening = HousingArea.objects.visible_to(user).filter(pk__in=[hit.thing.area_id for hit in local])
        open_ids = set(opening.order_by().values_list("pk", flat=True))
        for hit in local:
            hit.areas = [hit.thing.area] if hit.thing.area_id in open_ids else []
    return group


def posts(words: Words, user) -> Group:
    rows = Post.objects.visible_to(user).filter(words.held_by(), effort__in=_efforts(user).order_by().values("pk"))
    return _best("posts", rows.select_related("effort"), words)


def funders(words: Words, user) -> Group:
    """Parties that pay for an effort the user may see."""
    paid = FundingShare.objects.filter(effort__in=_efforts(user).order_by().values("pk"))
    rows = Funder.objects.filter(words.held_by(), Exists(paid.filter(funder=OuterRef("pk")).order_by()))
    group = _best("funders", rows, words)
    _name_efforts(group, paid.filter(funder__in=[hit.thing.pk for hit in group.hits]), "funder", user)
    return group


def towns(words: Words, user) -> Group:
    """Municipalities in which the user has anything to see."""
    return _best("municipalities", Municipality.objects.worked_in_by(user).filter(words.held_by()), words)


def _name_efforts(group: Group, ties: QuerySet, to: str, user) -> None:
    """Name the efforts that `ties` lead from the things of the group to, as far as the user may see them; one query."""
    if not group.hits:
        return
    seen = ties.filter(effort__in=_efforts(user).order_by().values("pk")).order_by("effort__sort_key", "effort")
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for thing, effort, name in seen.values_list(to, "effort", "effort__name"):
        found[thing][effort] = name
    for hit in group.hits:
        named = found[hit.thing.pk]
        hit.efforts = [Effort(pk=pk, name=name) for pk, name in list(named.items())[:MOST_LINKS]]
        hit.more = max(len(named) - MOST_LINKS, 0)
