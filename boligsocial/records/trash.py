"""Whose trash is whose: a deletion is put back by those who may change things where the row belonged."""

from functools import cache

from django.db.models import CASCADE, Model, Q, QuerySet

# The roles that may change things, as efforts.choices.Role spells them (that app is above this one).
WRITERS = ("consultant", "leader")
PLACES = ("municipality", "organisation", "effort")  # where people are members
HIDDEN = "draft"  # the place of what only those saw who could change it


def owner_of(row: Model) -> Model | None:
    """The row whose rights hold for this one: itself, or what it is a part of; None for an admin's own."""
    path = owner_path(type(row))
    if path is None:
        return None
    for name in path:
        row = getattr(row, name)
    return row


@cache
def owner_path(model: type[Model]) -> tuple[str, ...] | None:
    """The foreign keys that lead from a row to the one whose rights hold for it; None where there is none."""
    if hasattr(model._default_manager.all(), "change_paths"):
        return ()
    keys = [field for field in model._meta.concrete_fields if field.many_to_one]
    wholes = [field for field in keys if field.remote_field.on_delete is CASCADE]
    chosen = [field for field in keys if field.name == getattr(model, "belongs_to", "")] or wholes
    if len(chosen) != 1:
        return None
    further = owner_path(chosen[0].related_model)
    return None if further is None else (chosen[0].name, *further)


def places_of(row: Model) -> set[str]:
    """Where a row belongs, by the ways on which its changers reach it: "municipality-3", "effort-12"."""
    owner = owner_of(row)
    if owner is None:
        return set()
    found = {HIDDEN} if getattr(owner, "is_draft", False) else set()
    rows = type(owner)._base_manager.filter(pk=owner.pk).order_by()
    for path in type(owner)._default_manager.all().change_paths:
        chain, model = path.split("__")[:-1], type(owner)
        for name in chain:
            model = model._meta.get_field(name).related_model
        keys = rows.values_list("__".join(chain) or "pk", flat=True)
        found |= {f"{_place(model)}-{key}" for key in keys if key is not None}
    return found


def _place(model: type[Model]) -> str:
    return {"housingorganisation": "organisation"}.get(model._meta.model_name, model._meta.model_name)


def written(places: set[str]) -> str:
    """Places as one text in which each can be found whole."""
    return f" {' '.join(sorted(places))} "


class DeletionQuerySet(QuerySet):
    def visible_to(self, user):
        """What was deleted in the places where the user is a member; everything for an admin."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        members = list(user.memberships.order_by().values("role", *PLACES))
        writes = [member for member in members if member["role"] in WRITERS]
        shown = self._in(members) & ~Q(places__contains=f" {HIDDEN} ")
        return self.filter(shown | self._in(writes) | Q(places__contains=f" user-{user.pk} "))

    def changeable_by(self, user):
        """What the user may put back."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        writes = user.memberships.order_by().filter(role__in=WRITERS).values("role", *PLACES)
        return self.filter(self._in(writes) | Q(places__contains=f" user-{user.pk} "))

    def of(self, model: type[Model], pk: int):
        return self.filter(kind=model._meta.label_lower, key=pk)

    @staticmethod
    def _in(members) -> Q:
        found = Q(pk__in=[])
        for member in members:
            for place in PLACES:
                if member[place]:
                    found |= Q(places__contains=f" {place}-{member[place]} ")
        return found
