"""Throwing away a file of which nothing was imported."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from areas.choices import ImportState
from areas.intake import files
from areas.models import Import


@transaction.atomic
def discard(batch: Import) -> None:
    """Forget the file and its check. What was imported once is kept: figures can be traced to it."""
    batch = Import.objects.select_for_update().defer("content").get(pk=batch.pk)
    if batch.state in (ImportState.DONE, ImportState.UNDONE):
        raise ValidationError(_("The file was imported, so it is kept."), code="state")
    batch.delete()
    if batch.layout in files.TABLES:
        transaction.on_commit(lambda: files.throw_away(batch))
