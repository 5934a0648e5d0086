"""What can be deleted on a page, by whom, and where one goes afterwards."""

from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from areas.models import HousingArea, Institution
from boligsocial.common.rights import Rule, Who
from boligsocial.records.trash import owner_of
from efforts.models import Effort
from staffing.models import FollowUp, Placement, Post, Workplace

KINDS = {
    "areas.housingarea",
    "areas.areaname",
    "areas.areaborder",
    "areas.estate",
    "areas.institution",
    "efforts.effort",
    "efforts.areareach",
    "efforts.citizengroup",
    "efforts.institutionreach",
    "efforts.citylink",
    "efforts.budget",
    "efforts.fundingshare",
    "efforts.activity",
    "staffing.post",
    "staffing.placement",
    "staffing.workplace",
    "staffing.followup",
}


@dataclass(frozen=True)
class Deletes(Rule):
    """Whoever may change the row that the address names by `label` and `pk`, or what it is a part of, may delete it."""

    who: Who = Who.CHANGES

    def row(self, user, kwargs: dict, rows=None):
        if kwargs["label"] not in KINDS:
            raise Http404
        found = apps.get_model(kwargs["label"])._base_manager.filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404
        owner = owner_of(found)
        same = type(owner)._default_manager.filter(pk=owner.pk)
        if not same.visible_to(user).exists():
            raise Http404
        if not same.changeable_by(user).exists():
            raise PermissionDenied
        return found


def page_of_row(row) -> str:
    """The page on which the row is read: its own, or that of what it is a part of."""
    owner = owner_of(row) or row
    if isinstance(owner, HousingArea):
        return reverse("areas:detail", args=[owner.pk])
    if isinstance(owner, Effort):
        return reverse("efforts:detail", args=[owner.pk])
    if isinstance(owner, Post):
        return reverse("efforts:detail", args=[owner.effort_id])
    if isinstance(owner, Placement):
        return reverse("efforts:detail", args=[owner.post.effort_id])
    lists = {Institution: "areas:institutions", Workplace: "desk:workplaces", FollowUp: "need:follow-ups"}
    return reverse(lists.get(type(owner), "areas:list"))


def page_without(row) -> str:
    """Where one goes when the row is gone."""
    if isinstance(row, HousingArea):
        return reverse("areas:list")
    return reverse("efforts:list") if isinstance(row, Effort) else page_of_row(row)
