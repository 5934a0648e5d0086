"""What all admins have in common: rights through memberships, search that folds Danish letters, maps, flat queries.

A model's admin names `parent`, the foreign key whose row decides who may see and change this one; without it the
model's own `visible_to` and `changeable_by` decide. `owners` are the foreign keys that must lead to a row in which the
user may change things; the others may lead to whatever the user may see.
"""

import unicodedata

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.gis.db.models import GeometryField
from django.db.models import DecimalField, Q, QuerySet
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boligsocial.common.admin_forms import AdminForm, InlineForm
from boligsocial.common.admin_saving import Saving
from boligsocial.common.editing import OURS
from boligsocial.common.fields import RowsField
from boligsocial.common.forms import FactForm, RowsTogether
from boligsocial.common.periods import in_force
from boligsocial.common.spatial import ShapeField
from boligsocial.common.templatetags import boligsocial as words
from boligsocial.common.text import search_key
from boligsocial.common.versions import VersionedModel
from boligsocial.common.widgets import KnownSelect, ManySelect, ShapeWidget

LONGEST_SEARCH = 100
REMARKS = {"description", "source", "source_on", "note", "declared_typologies", "estates", "point"}


def seen(rows: QuerySet, user) -> QuerySet:
    """Those of the rows that the user may see; what has no owner is common knowledge."""
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows


def changeable(rows: QuerySet, user) -> QuerySet:
    """Those of the rows in which the user may change things; what has no owner is an admin's."""
    if user.is_superuser:
        return rows
    return rows.changeable_by(user) if hasattr(rows, "changeable_by") else rows.none()


class FactOptions:
    """For admins and inlines alike: fields, their choices and the maps."""

    form = FactForm
    tracked_form = AdminForm  # for versioned models
    parent = ""
    owners: tuple[str, ...] = ()
    map_opened = True

    def __init__(self, *args):
        super().__init__(*args)
        if self.form is FactForm and issubclass(self.model, VersionedModel):
            self.form = self.tracked_form

    def get_autocomplete_fields(self, request):
        """Every relation: lists of all rows would grow with the country, and cost a query a row."""
        fields = [*self.opts.concrete_fields, *self.opts.many_to_many]
        return [field.name for field in fields if field.is_relation and field.name not in self.radio_fields]

    def choosable(self, db_field, user) -> QuerySet:
        rows = db_field.remote_field.model._default_manager.all()
        return changeable(rows, user) if db_field.name in {self.parent, *self.owners} else seen(rows, user)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, GeometryField):
            kind = db_field.geom_type
            kwargs |= {"form_class": ShapeField, "kind": kind}
            kwargs["widget"] = ShapeWidget(kind=kind, opened=self.map_opened)
            return super(GeometryField, db_field).formfield(**kwargs)
        if isinstance(db_field, DecimalField):
            # With a comma in Danish: a field for numbers would take a full stop only.
            kwargs["localize"] = True
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if request is not None:
            kwargs.setdefault("queryset", self.choosable(db_field, request.user))
        kwargs.setdefault("widget", KnownSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if request is not None:
            kwargs.setdefault("queryset", self.choosable(db_field, request.user))
        kwargs.setdefault("widget", ManySelect(db_field, self.admin_site))
        kwargs.setdefault("form_class", RowsField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fields(self, request, obj=None):
        """What it is, then when, then the notes. Those who only look get no shapes: as text they say nothing."""
        asked = self.fields or super().get_fields(request, obj)
        facts = [name for name in asked if name not in OURS]
        fields = facts if self.fields else _period_behind_facts(facts)
        if not self._only_looks(request, obj):
            return [*fields, *(name for name in self.form.declared_fields if name in OURS and obj is not None)]
        shapes = {field.name for field in self.opts.fields if isinstance(field, GeometryField)}
        return [name for name in fields if name not in shapes]

    def _columns(self, request, obj, asked: dict) -> list[str] | None:
        """The model's own among the fields asked for; the version and the reason are the form's. None: all."""
        fields = asked["fields"] if "fields" in asked else flatten_fieldsets(self.get_fieldsets(request, obj))
        return None if fields is None else [name for name in fields if name not in OURS]

    def _only_looks(self, request, obj) -> bool:
        return obj is not None and not self.has_change_permission(request, obj)


def _period_behind_facts(fields: list[str]) -> list:
    period = tuple(name for name in ("starts_on", "ends_on") if name in fields)
    if not period:
        return fields
    facts = [name for name in fields if name not in period]
    place = next((index for index, name in enumerate(facts) if name in REMARKS), len(facts))
    return [*facts[:place], period, *facts[place:]]


class FactAdmin(Saving, FactOptions, admin.ModelAdmin):
    """The admin of a model whose rows belong to somebody."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    save_on_top = True
    empty_value_display = _("not stated")

    # --- who may see and change what ---

    def get_queryset(self, request):
        rows, user = super().get_queryset(request), request.user
        source = self._asking_admin(request)
        if source is not None and not user.is_superuser:
            return changeable(rows, user)
        return self._through_parent(seen, rows, user)

    def _asking_admin(self, request) -> FactOptions | None:
        """When a search box asks for rows that it may only take from those the user may change: the box's admin."""
        match = request.resolver_match
        if match is None or match.url_name != "autocomplete":
            return None
        name, field = request.GET.get("model_name", ""), request.GET.get("field_name", "")
        for model, options in self.admin_site._registry.items():
            if model._meta.label_lower == f"{request.GET.get('app_label', '')}.{name}".lower():
                owners = {getattr(options, "parent", ""), *getattr(options, "owners", ())}
                return options if field in owners else None
        return None

    def _through_parent(self, rule, rows: QuerySet, user) -> QuerySet:
        if not self.parent:
            return rule(rows, user)
        if user.is_superuser:
            return rows
        parents = self.opts.get_field(self.parent).related_model._default_manager.all()
        return rows.filter(**{f"{self.parent}__in": rule(parents, user)})

    def may_change(self, request, obj) -> bool:
        """Whether the user may change this row; asked once a request."""
        if request.user.is_superuser:
            return True
        known = request.__dict__.setdefault("_may_change", {})
        key = (self.opts.label, obj.pk)
        if key not in known:
            rows = self.model._base_manager.filter(pk=obj.pk) if self.parent else self.model._default_manager
            known[key] = self._through_parent(changeable, rows.all(), request.user).filter(pk=obj.pk).exists()
        return known[key]

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or self.may_change(request, obj))

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or self.may_change(request, obj))

    # --- search ---

    def get_search_results(self, request, queryset, search_term):
        """Rows in which every word is found; keys are folded as they are, other text is tried in several spellings."""
        term = unicodedata.normalize("NFC", search_term.replace("\x00", " "))[:LONGEST_SEARCH]
        for word in term.split():
            found = Q()
            for path in self.get_search_fields(request):
                if path.endswith("search_key"):
                    found |= Q(**{f"{path}__contains": search_key(word)})
                else:
                    # SQLite folds a-z only.
                    for spelling in {word, word.lower(), word.upper(), word.capitalize()}:
                        found |= Q(**{f"{path}__icontains": spelling})
            # By key, so that a row with two names that fit is there once.
            queryset = queryset.filter(pk__in=self.model._base_manager.filter(found).values("pk"))
        return queryset, False

    def changelist_view(self, request, extra_context=None):
        if any("\x00" in value for values in request.GET.lists() for value in values[1]):
            # PostgreSQL refuses the null character with an error; Django's own answer to a filter it cannot read.
            return HttpResponseRedirect(f"{request.path}?e=1")
        return super().changelist_view(request, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["fields"] = self._columns(request, obj, kwargs)
        return super().get_form(request, obj, change=change, **kwargs)


class OwnerOnly:
    """For what only a superuser may change: the common knowledge, users and memberships."""

    def has_add_permission(self, request, *args):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser


class LookedAt:
    """For what nobody writes by hand: it follows from something else, or the program notes it."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class FactInline(FactOptions):
    """Rows of the page's own row. Whoever may change that may change these."""

    formset = RowsTogether
    tracked_form = InlineForm
    extra = 0
    show_change_link = True
    map_opened = False
    related: tuple[str, ...] = ()

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related(*self.related) if self.related else rows

    def get_formset(self, request, obj=None, **kwargs):
        kwargs["fields"] = self._columns(request, obj, kwargs)
        return super().get_formset(request, obj, **kwargs)

    def _parent_admin(self):
        return self.admin_site.get_model_admin(self.parent_model)

    def has_add_permission(self, request, obj):
        allowed = super().has_add_permission(request, obj)
        return allowed and (obj is None or self._parent_admin().has_change_permission(request, obj))

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or self._parent_admin().has_change_permission(request, obj))

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or self._parent_admin().has_change_permission(request, obj))


class FactTabular(FactInline, admin.TabularInline):
    """Short rows."""


class FactStacked(FactInline, admin.StackedInline):
    """Rows with much to say, or with a map."""


class PeriodFilter(admin.SimpleListFilter):
    """Which rows hold today, held before, or will hold."""

    title = _("period")
    parameter_name = "period"

    def lookups(self, request, model_admin):
        return [("now", _("current")), ("past", _("ended")), ("future", _("to come"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        chosen = {
            "now": in_force(today),
            "past": Q(ends_on__lte=today),
            "future": Q(starts_on__gt=today),
        }
        return queryset.filter(chosen[self.value()]) if self.value() in chosen else queryset


@admin.display(description=_("period"), ordering="starts_on")
def period(row) -> str:
    """A column with the row's period in words."""
    return words.period(row)


def kroner(field: str, title):
    """A column with øre as kroner."""

    @admin.display(description=title, ordering=field)
    def column(row) -> str:
        return words.kroner(getattr(row, field))

    return column
