"""Changes of efforts that touch several rows. Whoever calls says who may: the effort is changeable by the user.

Every action locks the effort's row first, so that simultaneous saves come one after the other.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from boligsocial.common.versions import VersionedModel
from efforts.models import Effort


def locked(effort: Effort) -> Effort:
    """The effort as it is now, until the transaction ends. Raises ValidationError "gone"."""
    found = Effort._base_manager.select_for_update().filter(pk=effort.pk).first()
    if found is None:
        raise ValidationError(_("Somebody has deleted this since you opened it."), code="gone")
    return found


@transaction.atomic
def save_reach(
    *, effort: Effort, saved: Iterable[VersionedModel], removed: Iterable[VersionedModel], reason: str = ""
) -> None:
    """Save rows of what the effort reaches and remove others: all of it or nothing. Rows not named stay as they are."""
    effort = locked(effort)
    for row in (*removed, *saved):
        if row.effort_id != effort.pk:
            raise ValidationError(_("This belongs to another effort."), code="other_effort")
    for row in removed:
        row._change_reason = reason or None
        row.delete()
    for row in saved:
        row._change_reason = reason or None
        row.save()
