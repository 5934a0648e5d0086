"""People, and which attempts to sign in were refused: for superusers only."""

from axes.models import AccessAttempt, AccessFailureLog
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.utils.translation import gettext_lazy as _

from boligsocial.accounts.actions import admins_without
from boligsocial.accounts.models import User
from boligsocial.common.admin import OwnerOnly


class ForSuperusers(OwnerOnly):
    """Whoever may change people could make themselves an admin."""

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser


class OnlyLooked(ForSuperusers):
    """What the program writes by itself: looked at, and deleted."""

    def has_add_permission(self, request, *args):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class UserForm(UserChangeForm):
    """Somebody must be left who can let others in."""

    def clean(self):
        cleaned = super().clean()
        stays = cleaned.get("is_active") and cleaned.get("is_superuser")
        if self.instance.is_superuser and self.instance.is_active and not stays and not admins_without([self.instance]):
            raise forms.ValidationError(_("This is the last administrator. Make somebody else one first."))
        return cleaned


@admin.register(User)
class UserAdmin(ForSuperusers, DjangoUserAdmin):
    """People, by e-mail address."""

    form = UserForm
    list_display = ["email", "name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser", "groups"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "name", "language", "password"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {"classes": ["wide"], "fields": ["email", "name", "usable_password", "password1", "password2"]},
        )
    ]

    def get_deleted_objects(self, objs, request):
        listed, counted, missing, protected = super().get_deleted_objects(objs, request)
        return listed, counted, missing, protected if admins_without(objs) else [*protected, *map(str, objs)]


@admin.register(AccessAttempt)
class AccessAttemptAdmin(OnlyLooked, admin.ModelAdmin):
    """Failed attempts that count towards a lock; deleting one unlocks."""

    list_display = ["username", "ip_address", "failures_since_start", "attempt_time"]
    search_fields = ["username", "ip_address"]
    fields = ["username", "ip_address", "user_agent", "failures_since_start", "attempt_time"]


@admin.register(AccessFailureLog)
class AccessFailureLogAdmin(OnlyLooked, admin.ModelAdmin):
    list_display = ["username", "ip_address", "locked_out", "attempt_time"]
    list_filter = ["locked_out"]
    search_fields = ["username", "ip_address"]
    fields = ["username", "ip_address", "user_agent", "locked_out", "attempt_time"]
