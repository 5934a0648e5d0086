"""The admin's cast, one row of everything, and the admin's forms filled in as the page shows them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from areas.models import (
    FigureTally,
    Import,
    ImportChange,
    ImportFault,
    NeedLevel,
    RememberedMapping,
    StagedFigure,
    Standing,
    YearLimit,
)
from efforts.models import Activity, FocusArea, Typology, TypologySet
from tests import factories

APPS = ("areas", "efforts", "staffing")


@pytest.fixture
def editor(consultant):
    """The consultant at home, let into the admin."""
    group = Group.objects.create(name="Konsulenter")
    group.permissions.set(Permission.objects.filter(content_type__app_label__in=APPS))
    consultant.groups.add(group)
    consultant.is_staff = True
    consultant.save()
    return consultant


@pytest.fixture
def as_admin(as_user, admin_user):
    return as_user(admin_user)


@pytest.fixture
def as_editor(as_user, editor):
    return as_user(editor)


@pytest.fixture
def place(home):
    return factories.area("Ørbækparken", municipality=home)


@pytest.fixture
def effort(home):
    return factories.effort("Broen", municipalities=(home,), starts_on="2024-01-01", ends_on="2028-01-01")


def world(town, number: int = 1) -> dict:
    """One row of every model, by its name; the names differ by `number`."""
    made = {"municipality": town}
    made["housingorganisation"] = factories.organisation()
    made["estate"] = factories.estate(organisation=made["housingorganisation"], municipality=town)
    made["housingarea"] = place = factories.area(municipality=town)
    place.estates.add(made["estate"])
    made["areaname"] = place.other_names.create(name=f"Kælenavn {number}")
    made["areaborder"] = factories.border(place)
    made["institution"] = factories.institution(municipality=town, point=factories.spot())
    made["figuresource"] = factories.figure_source()
    made["indicator"] = factories.indicator()
    made["observation"] = factories.observation(place, made["indicator"])
    made["listentry"] = factories.list_entry(place)
    made["statusrule"] = factories.status_rule(made["indicator"])
    made["statuscriterion"] = made["statusrule"].criteria.get()
    made["yearlimit"] = YearLimit.objects.create(indicator=made["indicator"], year=2021, times=3)
    made["figuretally"] = FigureTally.objects.create(
        municipality=town, indicator=made["indicator"], year=2017, shown=1, entered_at=timezone.now()
    )
    made["standing"] = Standing.objects.create(area=place, year=2017)
    made["recipe"] = factories.recipe(made["indicator"], municipality=town)
    made["recipeitem"] = made["recipe"].items.get()
    made["needlevel"] = NeedLevel.objects.create(area=place, recipe=made["recipe"], year=2017)
    made["effort"] = effort = factories.effort(reaches=(place,))
    made["areareach"] = effort.area_reaches.get()
    made["citizengroup"] = factories.citizens(effort, point=factories.spot())
    made["institutionreach"] = factories.partner(effort, made["institution"])
    made["citylink"] = factories.city_link(effort, area=place)
    made["funder"] = factories.funder()
    made["budget"] = factories.budget(effort)
    made["fundingshare"] = factories.share(effort, made["funder"], earmarked_for=place)
    made["focusarea"] = FocusArea.objects.create(grant_period=f"p{number}", name_da="Tryghed", name_en="Safety")
    made["activity"] = Activity.objects.create(
        effort=effort, name="Lektiecafé", area=place, focus_area=made["focusarea"]
    )
    made["typologyset"] = TypologySet.objects.create(code=f"set-{number}", name_da="Sæt", name_en="Set", source="Kilde")
    made["typology"] = Typology.objects.create(
        typology_set=made["typologyset"], number=1, name_da="Flere", name_en="Several", traits=["citizens"]
    )
    made["workplace"] = factories.workplace(place, point=factories.spot())
    made["post"] = factories.post(effort)
    made["placement"] = factories.placement(made["post"], made["workplace"])
    made["followup"] = factories.follow_up(place, grounds=f"Grunden {number}")
    made["membership"] = factories.member(factories.user(), town)
    made["user"] = made["membership"].user
    told = {"file_name": f"tal-{number}.csv", "layout": "wide", "sha256": f"{number:064}"}
    made["import"] = batch = Import.objects.create(user=made["user"], content=b"Kommune;Beboere\r\n", **told)
    made["rememberedmapping"] = RememberedMapping.objects.create(layout="wide", headers=f"{number:064}")
    made["stagedfigure"] = StagedFigure.objects.create(batch=batch, row=2, column="Beboere", area=place, year=2017)
    made["importfault"] = ImportFault.objects.create(batch=batch, row=2, code="no_number")
    made["importchange"] = ImportChange.objects.create(batch=batch, model="areas.observation", key=1, row=2)
    return made


def list_url(row_or_model) -> str:
    meta = row_or_model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")


def add_url(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def change_url(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def form_data(response) -> dict:
    """What a browser would send back from this page, untouched; "add another" templates left out."""
    context = response.context
    data = {}
    for form in [context["adminform"].form, *(form for formset in _formsets(context) for form in _rows(formset))]:
        for bound in form:
            value = bound.value()
            if value is None or value is False:
                continue
            widget = getattr(bound.field.widget, "widget", bound.field.widget)
            if getattr(widget, "allow_multiple_selected", False):
                data[bound.html_name] = [str(getattr(item, "pk", item)) for item in value]
            else:
                data[bound.html_name] = bound.field.widget.format_value(value) if _dates(widget) else value
    return {name: value for name, value in data.items() if value is not None}


def _dates(widget) -> bool:
    return hasattr(widget, "format_key")


def _formsets(context):
    return [inline.formset for inline in context["inline_admin_formsets"]]


def _rows(formset):
    return [formset.management_form, *formset.forms]


def errors(response) -> dict:
    """Every message of a page that was refused, by field; those of inlines by prefixed name."""
    context = response.context
    assert response.status_code == 200, response.status_code
    found = {name: list(map(str, messages)) for name, messages in context["adminform"].form.errors.items()}
    for formset in _formsets(context):
        for form in formset.forms:
            for name, messages in form.errors.items():
                found[form.add_prefix(name)] = list(map(str, messages))
        if formset.non_form_errors():
            found[formset.prefix] = list(map(str, formset.non_form_errors()))
    return found


def send(client, url: str, **changes):
    """Fetch the form, change some fields, say why, send it. Names of inline fields have two underscores for -."""
    data = {"reason": "Rettet"} | form_data(client.get(url))
    for name, value in changes.items():
        if value is None:
            data.pop(name.replace("__", "-"), None)
        else:
            data[name.replace("__", "-")] = value
    return client.post(url, data)
