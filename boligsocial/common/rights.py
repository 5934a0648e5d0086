"""Who may do what at an address. Every view names its rule in `rule`; a test fails for one that has none.

The rows behind a rule are the querysets' own `visible_to` and `changeable_by` (areas/access.py, efforts/access.py,
staffing/access.py): one policy for pages, maps, exports and the admin.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

LARGEST_KEY = 2**63 - 1  # what a key's column holds


class Who(StrEnum):
    OPEN = "open"  # also who has not signed in
    SIGNED_IN = "signed in"  # the page shows each user their own rows
    SEES = "sees"  # who sees the row the address names; others are told there is none
    CHANGES = "changes"  # who may change the row; who only sees it is refused, others are told there is none
    MAKES = "makes"  # who may change things in at least one place that could hold a new row
    ADMIN = "admin"


@dataclass(frozen=True)
class Rule:
    """`model` is the row the address names by `key` ("areas.HousingArea"); for MAKES, what a new row belongs to."""

    who: Who
    model: str = ""
    key: str = "pk"
    also: tuple[str, ...] = ()  # for MAKES: other things that a new row may belong to

    def check(self, user, kwargs: dict) -> None:
        """Raise Http404 or PermissionDenied for whoever may not come here at all. Rows are taken with `row`."""
        if self.who != Who.OPEN and not user.is_authenticated:
            # The middleware has sent them to sign in before; this is for whoever forgets the middleware.
            raise PermissionDenied
        if self.who == Who.ADMIN and not user.is_superuser:
            raise PermissionDenied
        if self.who == Who.MAKES and not self.lets_make(user):
            raise PermissionDenied
        if any(isinstance(value, int) and value > LARGEST_KEY for value in kwargs.values()):
            raise Http404

    def lets_make(self, user) -> bool:
        """Whether there is anything that a new row of the user's could belong to."""
        within = (apps.get_model(name)._default_manager.all() for name in (self.model, *self.also))
        return any(rows.changeable_by(user).exists() for rows in within)

    def row(self, user, kwargs: dict, rows: QuerySet | None = None):
        """The row the address names, from `rows` (all by default), as far as the rule lets the user have it."""
        rows = (self._rows() if rows is None else rows).filter(pk=kwargs[self.key])
        found = rows.visible_to(user).first()
        if found is None:
            raise Http404
        if self.who == Who.CHANGES and not self._rows().changeable_by(user).filter(pk=found.pk).exists():
            raise PermissionDenied
        return found

    def _rows(self) -> QuerySet:
        return apps.get_model(self.model)._default_manager.all()


OPEN, SIGNED_IN, ADMIN = Rule(Who.OPEN), Rule(Who.SIGNED_IN), Rule(Who.ADMIN)


def sees(model: str, key: str = "pk") -> Rule:
    return Rule(Who.SEES, model, key)


def changes(model: str, key: str = "pk") -> Rule:
    return Rule(Who.CHANGES, model, key)


def makes(within: str, *also: str) -> Rule:
    return Rule(Who.MAKES, within, also=also)


class Ruled:
    """A view with a rule. It stands before View among the bases, so that nothing happens before the rule is asked."""

    rule: Rule
    http_method_names = ["get", "head", "post", "options"]  # what pages and forms send; some views of Django take more

    @classmethod
    def as_view(cls, **initkwargs):
        view = super().as_view(**initkwargs)
        view.rule = initkwargs.get("rule", cls.rule)
        # What LoginRequiredMiddleware reads: an address is open because its rule says so, never otherwise.
        view.login_required = view.rule.who != Who.OPEN
        return view

    def dispatch(self, request, *args, **kwargs):
        self.rule.check(request.user, kwargs)
        if request.method.lower() not in self.http_method_names:
            # Some of Django's own views act before they look at the method.
            return self.http_method_not_allowed(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)
