"""Saving and deleting in the admin: a change says why, what is deleted goes through one door."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _


class Saving:
    """For a model's admin. `delete_row` is the door through which all deleted rows go, those of inlines too."""

    delete_confirmation_template = "admin/delete_with_reason.html"
    delete_selected_confirmation_template = "admin/delete_selected_with_reason.html"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            # Everything the form can know was checked: somebody else was quicker. Nothing was saved.
            text = _("Nothing was saved: somebody else changed this at the same time. Look at it and try again.")
            messages.error(request, text)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request, obj, form, change):
        if not getattr(form, "is_same_row", False):
            super().save_model(request, obj, form, change)

    # --- deleting ---

    def delete_row(self, request, row) -> None:
        """Delete a row of the admin's own or of an inline; may raise ValidationError."""
        row._change_reason = self.why(request) or None
        row.delete()

    def delete_model(self, request, obj):
        self.delete_row(request, obj)

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            for row in queryset:
                self.delete_row(request, row)

    def save_formset(self, request, form, formset, change):
        formset.delete_existing = partial(self._delete_existing, request)
        super().save_formset(request, form, formset, change)

    def _delete_existing(self, request, obj, commit=True):
        if commit:
            self.delete_row(request, obj)

    @staticmethod
    def why(request) -> str:
        return request.POST.get("reason", "").replace("\x00", "").strip()[:500]

    def asks_why(self) -> bool:
        """Whether rows of the model are not deleted without a reason."""
        return bool(getattr(self.model, "reason_for", ()))

    def _lacks_reason(self, request) -> bool:
        if "post" not in request.POST or not self.asks_why() or self.why(request):
            return False
        messages.error(request, _("Say why it is deleted: it is kept."))
        return True

    def delete_view(self, request, object_id, extra_context=None):
        asked = {"asks_why": self.asks_why()} | (extra_context or {})
        row = self.get_object(request, unquote(object_id)) if request.method == "POST" else None
        if row is not None and self.has_delete_permission(request, row) and self._lacks_reason(request):
            return HttpResponseRedirect(request.get_full_path())
        try:
            return super().delete_view(request, object_id, asked)
        except ValidationError as refusal:
            # Something came to lean on it since the page was shown.
            messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(request.get_full_path())

    def get_actions(self, request):
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            _function, name, description = actions["delete_selected"]
            actions["delete_selected"] = (delete_with_reason, name, description)
        return actions


@admin.action(permissions=["delete"])
def delete_with_reason(model_admin: Saving, request, queryset):
    """Django's own action, asking why where the model wants to know."""
    if model_admin._lacks_reason(request):
        request.POST = request.POST.copy()
        del request.POST["post"]
    try:
        answer = delete_selected(model_admin, request, queryset)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None
    if answer is not None:
        answer.context_data["asks_why"] = model_admin.asks_why()
    return answer
