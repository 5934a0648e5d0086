"""The admin's way of deleting: what goes can be put back, as on the pages."""

from boligsocial.common.admin import FactAdmin, OwnerOnly
from boligsocial.records.deletion import delete


class KeptAdmin(FactAdmin):
    """The admin of a model whose rows belong to somebody and are kept when they are deleted."""

    def delete_row(self, request, row) -> None:
        delete(row, user=request.user, reason=self.why(request))


class ReferenceAdmin(OwnerOnly, KeptAdmin):
    """Common knowledge: everyone with the permission may look it up, an admin changes it."""
