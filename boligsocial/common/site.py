"""The admin's site: our name, our sign-in page, and nothing there for those who are not staff."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class AdminSite(admin.AdminSite):
    """Where consultants and admins edit everything."""

    site_title = site_header = "Boligsocial"
    index_title = _("Administration")

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Anonymous visitors sign in where everybody does; for somebody who is not staff there is nothing here."""
        from django.contrib.auth.views import redirect_to_login  # needs the apps, which this module is part of

        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


class AdminConfig(DjangoAdminConfig):
    default_site = "boligsocial.common.site.AdminSite"
