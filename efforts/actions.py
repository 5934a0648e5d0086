"""Changes of efforts that touch several rows. Whoever calls says who may: the effort is changeable by the user.

Every action locks the effort's row first, so that simultaneous saves come one after the other.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from boligsocial.common.versions import VersionedModel
from boligsocial.records.deletion import delete
from efforts.models import Effort
from efforts.rules.completeness import status_on


def locked(effort: Effort) -> Effort:
    """The effort as it is now, until the transaction ends. Raises ValidationError "gone"."""
    found = Effort._base_manager.select_for_update().filter(pk=effort.pk).first()
    if found is None:
        raise ValidationError(_("Somebody has deleted this since you opened it."), code="gone")
    return found


@transaction.atomic
def save_reach(
    *, effort: Effort, saved: Iterable[VersionedModel], removed: Iterable[VersionedModel], user, reason: str = ""
) -> None:
    """Save rows of what the effort reaches and remove others: all of it or nothing. Rows not named stay as they are.

    What is removed can be put back.
    """
    effort = locked(effort)
    for row in (*removed, *saved):
        if row.effort_id != effort.pk:
            raise ValidationError(_("This belongs to another effort."), code="other_effort")
    for row in removed:
        delete(row, user=user, reason=reason)
    for row in saved:
        row._change_reason = reason or None
        row.save()


@transaction.atomic
def finish_effort(*, effort: Effort, on: date) -> Effort:
    """Make a draft an effort: planned or running by its dates on the day, or closed when it was over by then.

    Raises ValidationError "finished", "no_name" or "no_home".
    """
    effort = locked(effort)
    if not effort.is_draft:
        raise ValidationError(_("This is no draft any more: somebody has finished it."), code="finished")
    if not effort.name.strip():
        raise ValidationError(_("Give the effort a name."), code="no_name")
    if effort.lead is None and not effort.municipalities.exists():
        raise ValidationError(_("Say in which municipality it is, or who leads it."), code="no_home")
    effort.status = status_on(effort.starts_on, effort.ends_on, on)
    effort.save()
    return effort
