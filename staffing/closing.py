"""Closing an area: what follows from it for efforts, money and staff, and doing it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from areas.models import AreaBorder, HousingArea
from boligsocial.common.periods import PeriodModel
from efforts.choices import EffortStatus
from efforts.models import Activity, AreaReach, CityLink, Effort, FundingShare
from staffing.models import Placement, Post, Workplace


@dataclass(frozen=True)
class Part:
    """Something that lasts beyond the area's last day."""

    row: PeriodModel
    effort: Effort
    is_ours: bool  # the user may change it
    begins_later: bool  # it begins after the last day, and so cannot end on it

    @property
    def can_end(self) -> bool:
        return self.is_ours and not self.begins_later


@dataclass(frozen=True)
class Closing:
    """What closing an area on a day means, as a user may see it; each list is asked for once."""

    area: HousingArea
    ends_on: date  # the first day without it
    user: object

    @cached_property
    def reaches(self) -> list[Part]:
        """Where efforts reach the area."""
        return self._of_efforts(AreaReach.objects.filter(area=self.area))

    @cached_property
    def activities(self) -> list[Part]:
        return self._of_efforts(Activity.objects.filter(area=self.area))

    @cached_property
    def city_links(self) -> list[Part]:
        return self._of_efforts(CityLink.objects.filter(area=self.area))

    @cached_property
    def placements(self) -> list[Part]:
        """Who sits at a workplace in the area."""
        rows = self._lasting(Placement.objects.visible_to(self.user).filter(workplace__area=self.area))
        rows = rows.filter(_outlasts(self.ends_on, "post__"), _outlasts(self.ends_on, "post__effort__"))
        rows = rows.select_related("post__effort", "workplace").order_by("post__title", "post__display_name", "weekday")
        rows = list(rows)
        ours = _keys(Post.objects.changeable_by(self.user).filter(pk__in={row.post_id for row in rows}))
        return [Part(row, row.post.effort, row.post_id in ours, self._is_later(row)) for row in rows]

    @cached_property
    def workplaces(self) -> list[Workplace]:
        """They stay where they are: a workplace has no period."""
        return list(Workplace.objects.visible_to(self.user).filter(area=self.area).order_by("sort_key"))

    @cached_property
    def shares(self) -> list[FundingShare]:
        """Money earmarked for the area, from the year of the last day on or of no known year."""
        last_year = (self.ends_on - timedelta(days=1)).year
        rows = FundingShare.objects.filter(earmarked_for=self.area, effort__in=Effort.objects.visible_to(self.user))
        rows = rows.filter(Q(year__gte=last_year) | Q(year__isnull=True))
        return list(rows.select_related("effort", "funder").order_by("effort__sort_key", "year"))

    @cached_property
    def later_borders(self) -> list[AreaBorder]:
        """Boundaries that begin after the day: they are in the way."""
        return list(self.area.borders.filter(starts_on__gte=self.ends_on).order_by("starts_on"))

    @cached_property
    def hidden(self) -> int:
        """How many more efforts reach the area beyond the day, of those the user may not see."""
        rows = self._lasting(AreaReach.objects.filter(area=self.area)).filter(_outlasts(self.ends_on, "effort__"))
        rows = rows.exclude(effort__in=Effort.objects.visible_to(self.user).values("pk"))
        rows = rows.exclude(effort__status=EffortStatus.DRAFT)
        return rows.order_by().values("effort").distinct().count()

    @property
    def is_free(self) -> bool:
        """Whether nothing leans on the area."""
        parts = (self.reaches, self.activities, self.city_links, self.placements, self.workplaces, self.shares)
        return not any(parts) and not self.hidden

    @property
    def fingerprint(self) -> str:
        """Another one as soon as anything of what is shown is another."""
        rows = [part.row for part in (*self.reaches, *self.activities, *self.city_links, *self.placements)]
        rows += [self.area, *self.workplaces, *self.shares]
        text = " ".join(f"{row._meta.model_name}-{row.pk}-{row.version}" for row in rows)
        return hashlib.sha256(f"{self.ends_on} {self.hidden} {text}".encode()).hexdigest()[:32]

    def _of_efforts(self, rows: QuerySet) -> list[Part]:
        seen = Effort.objects.visible_to(self.user)
        rows = self._lasting(rows).filter(_outlasts(self.ends_on, "effort__"), effort__in=seen)
        rows = list(rows.select_related("effort").order_by("effort__sort_key", "starts_on", "pk"))
        ours = _keys(Effort.objects.changeable_by(self.user).filter(pk__in={row.effort_id for row in rows}))
        return [Part(row, row.effort, row.effort_id in ours, self._is_later(row)) for row in rows]

    def _lasting(self, rows: QuerySet) -> QuerySet:
        return rows.filter(_outlasts(self.ends_on))

    def _is_later(self, row: PeriodModel) -> bool:
        return row.starts_on is not None and row.starts_on >= self.ends_on


def _outlasts(day: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": day})


def _keys(rows: QuerySet) -> set[int]:
    return set(rows.order_by().values_list("pk", flat=True))


@transaction.atomic
def close_area(*, area: HousingArea, last_day: date, reason: str, ending: Iterable[PeriodModel] = ()) -> None:
    """The area and its boundary end on the last day, and with it `ending`: reaches, activities, city links, placements.

    Whoever calls says who may change those. What has ended meanwhile stays as it is.
    """
    ends_on = last_day + timedelta(days=1)
    area = HousingArea.objects.select_for_update().get(pk=area.pk)
    _refuse(area, ends_on, reason)
    _end(area, ends_on, reason)
    for border in area.borders.all():
        if border.ends_on is None or border.ends_on > ends_on:
            _end(border, ends_on, reason)
    ending = sorted(ending, key=lambda row: (row._meta.label, row.pk))
    posts = {row.post_id for row in ending if isinstance(row, Placement)}
    efforts = {row.effort_id for row in ending if not isinstance(row, Placement)}
    efforts |= set(Post.objects.filter(pk__in=posts).values_list("effort", flat=True))
    # In the order that every other change of them takes, so that no two wait for each other.
    list(Effort.objects.select_for_update().filter(pk__in=efforts).order_by("pk"))
    list(Post.objects.select_for_update().filter(pk__in=posts).order_by("pk"))
    for row in ending:
        now = type(row)._base_manager.filter(_outlasts(ends_on), pk=row.pk).first()
        if now is not None and (now.starts_on is None or now.starts_on < ends_on):
            _end(now, ends_on, reason)


def _end(row: PeriodModel, ends_on: date, reason: str) -> None:
    row.ends_on = ends_on
    row._change_reason = reason
    row.save()


def _refuse(area: HousingArea, ends_on: date, reason: str) -> None:
    if not reason.strip():
        raise ValidationError(
            {"reason": ValidationError(_("Say why the area is closed: it is kept."), code="no_reason")}
        )
    if area.starts_on is not None and area.starts_on >= ends_on:
        text = _("The area does not exist yet on that day.")
        raise ValidationError({"last_day": ValidationError(text, code="before_area")})
    if area.borders.filter(starts_on__gte=ends_on).exists():
        text = _("A boundary of the area begins after that day. Delete it first, or choose a later day.")
        raise ValidationError({"last_day": ValidationError(text, code="border_after")})
