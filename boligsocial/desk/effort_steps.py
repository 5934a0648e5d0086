"""The steps in which a new effort is put together; the same pages change its parts later, without the steps.

How a page uses it:

    steps = steps_of(effort, "money", request)      # "what", "where", "money", "staff" or "check"
    context: {"steps": steps, "back_url": steps.back_url, "submit_label": steps.submit_label}
    template: {% include "desk/_steps.html" %} before the form
    save(form): return steps.next_url

For a draft `next_url` is the step that follows; for every other effort both addresses are the effort's page.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boligsocial.common.templatetags.boligsocial import CARRIED
from boligsocial.records.models import Draft
from efforts.models import Effort

# What a step is called, and the part of the effort's page that shows it.
STEPS = {
    "what": (gettext_lazy("What"), "about"),
    "where": (gettext_lazy("Where"), "geography"),
    "money": (gettext_lazy("Who pays"), "funding"),
    "staff": (gettext_lazy("Who works"), "staff"),
    "check": (gettext_lazy("Check"), ""),
}


@dataclass(frozen=True)
class Step:
    """A step as the navigator shows it; `url` is empty where one cannot go yet."""

    key: str
    label: str
    url: str
    is_current: bool
    is_filled: bool


@dataclass(frozen=True)
class Steps:
    """The way through the steps as seen from one of them. `steps` is empty for an effort that is no draft."""

    back_url: str
    next_url: str
    submit_label: str
    steps: list[Step] = field(default_factory=list)

    @property
    def label(self) -> str:
        return _("Steps of the new effort")

    @property
    def number(self) -> int:
        return next((number for number, step in enumerate(self.steps, 1) if step.is_current), 0)


def steps_of(effort: Effort | None, current: str, request) -> Steps:
    """The steps as seen from `current`; without an effort, it is about to be made. A few small queries for a draft."""
    if effort is not None and effort.pk is not None and not effort.is_draft:
        there = reverse("efforts:detail", args=[effort.pk]) + carried(request)
        part = STEPS[current][1]
        return Steps(there, f"{there}#{part}" if part else there, "")
    keys = list(STEPS)
    place = keys.index(current)
    filled = filled_steps(effort)
    steps = [
        Step(key, str(label), address(effort, key, request), key == current, key in filled)
        for key, (label, _part) in STEPS.items()
    ]
    listed = reverse("efforts:list") + carried(request)
    return Steps(
        back_url=steps[place - 1].url if place else listed,
        next_url=steps[place + 1].url if place + 1 < len(steps) else listed,
        submit_label=_("Save and go on"),
        steps=steps,
    )


def address(effort: Effort | None, key: str, request) -> str:
    """Where the step of an effort is; a new effort has no steps yet."""
    if effort is None or effort.pk is None:
        return ""
    return reverse(f"desk:effort-{key}", args=[effort.pk]) + carried(request)


def filled_steps(effort: Effort | None) -> set[str]:
    """The steps that say something already."""
    if effort is None or effort.pk is None:
        return set()
    reached = (effort.area_reaches, effort.citizen_groups, effort.institution_reaches, effort.city_links)
    filled = {"what"}
    if any(rows.exists() for rows in reached):
        filled.add("where")
    if effort.budgets.exists() or effort.shares.exists():
        filled.add("money")
    if effort.posts.exists():
        filled.add("staff")
    return filled


def where_left(effort: Effort, user, request) -> str:
    """The step at which the user left the draft: a half-finished form of theirs, else the first that says nothing."""
    paths = {reverse("desk:effort-" + key, args=[effort.pk]): key for key in STEPS}
    half = Draft.objects.filter(user=user, path__in=paths).order_by("-saved_at").first()
    if half is not None:
        return address(effort, paths[half.path], request)
    filled = filled_steps(effort)
    return address(effort, next((key for key in STEPS if key not in filled), "check"), request)


def carried(request) -> str:
    """The municipality and the day, as every address keeps them."""
    kept = {name: request.GET[name] for name in CARRIED if request.GET.get(name)}
    return f"?{urlencode(kept)}" if kept else ""
