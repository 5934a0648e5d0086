"""What the overview and the list of endings are about."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from areas.match import Needs
from areas.models import HousingArea, Municipality
from boligsocial.common.filters import CodeField
from boligsocial.common.views import view_date
from efforts.choices import EffortStatus
from efforts.models import Effort
from staffing.models import FollowUp, Post


@dataclass(frozen=True)
class Scope:
    """What the overview is about: what a user may see, in a municipality or in all, on a day."""

    user: object
    on: date
    municipality: Municipality | None = None

    @property
    def efforts(self) -> QuerySet:
        """All efforts, whatever their period, as the list of efforts has them."""
        rows = Effort.objects.visible_to(self.user).finished().order_by()
        return rows.filter(municipalities=self.municipality) if self.municipality else rows

    @property
    def efforts_now(self) -> QuerySet:
        """Those whose period holds the day, or is not stated."""
        return self.efforts.current(self.on)

    @property
    def areas(self) -> QuerySet:
        rows = HousingArea.objects.visible_to(self.user).current(self.on).order_by()
        return rows.filter(municipality=self.municipality) if self.municipality else rows

    @cached_property
    def needs(self) -> Needs:
        """The need levels of its areas that hold on the day."""
        return Needs(self.on, self.municipality and self.municipality.pk)

    @property
    def posts(self) -> QuerySet:
        """Posts at work on the day, as the week board has them."""
        rows = Post.objects.visible_to(self.user).for_board(self.on).order_by()
        return rows.filter(effort__in=self.municipality.efforts.order_by().values("pk")) if self.municipality else rows

    @property
    def follow_ups(self) -> QuerySet:
        rows = FollowUp.objects.visible_to(self.user)
        return rows.filter(area__municipality=self.municipality) if self.municipality else rows

    @property
    def is_everything(self) -> bool:
        """Whether nothing is hidden, so that no subquery has to say what is seen."""
        return self.municipality is None and self.user.is_superuser

    def of_efforts(self, rows: QuerySet, path: str = "effort") -> QuerySet:
        """The rows that belong to an effort of the scope."""
        rows = rows.order_by()
        if self.is_everything:
            return rows.exclude(**{f"{path}__status": EffortStatus.DRAFT})
        return rows.filter(**{f"{path}__in": self.efforts.values("pk")})


class ScopeForm(forms.Form):
    """The municipality in the address."""

    municipality = CodeField(
        label=_("Municipality"), queryset=Municipality.objects.all(), to_field_name="code", required=False
    )


def scope_of(request: HttpRequest) -> Scope:
    """What the address asks for; a code that is no municipality's means all."""
    form = ScopeForm(request.GET)
    municipality = form.cleaned_data["municipality"] if form.is_valid() else None
    return Scope(request.user, view_date(request), municipality)
