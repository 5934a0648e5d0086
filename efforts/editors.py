"""The group whose members may work in the admin with what their memberships show.

Without a group a staff account sees an empty admin; which rows it sees and changes follows from memberships alone.
"""

from django.apps import apps
from django.contrib.auth.models import Group, Permission

from boligsocial.common.versions import is_history

GROUP = "Konsulenter"
DOMAIN = ("areas", "efforts", "staffing")
# Consultants look these up; admins keep them.
REFERENCE = {"municipality", "indicator", "typologyset", "typology", "focusarea"}
# Who may see what is for admins alone.
RIGHTS = {"membership"}


def editors() -> Group:
    """The group, made with its permissions where it is not there; as admins have changed it where it is."""
    group, made = Group.objects.get_or_create(name=GROUP)
    if made:
        group.permissions.set(_permissions())
    return group


def _permissions() -> list[Permission]:
    kept = set()
    for label in DOMAIN:
        for model in apps.get_app_config(label).get_models():
            name = model._meta.model_name
            if name not in RIGHTS and not is_history(model):
                actions = ("view",) if name in REFERENCE else ("add", "change", "delete", "view")
                kept |= {(label, f"{action}_{name}") for action in actions}
    rows = Permission.objects.filter(content_type__app_label__in=DOMAIN).select_related("content_type")
    return [row for row in rows if (row.content_type.app_label, row.codename) in kept]
