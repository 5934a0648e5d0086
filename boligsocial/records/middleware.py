"""Everybody signs in first; what they had typed when their session ended waits for them."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from boligsocial.records.parking import PARKED, park, take_up


class SignInMiddleware(LoginRequiredMiddleware):
    """Django's, which also keeps the form that an ended session would have thrown away."""

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs):
        if request.user.is_authenticated and PARKED in request.session:
            take_up(request)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponse:
        url = park(request)
        if url:
            return redirect_to_login(url, resolve_url(self.get_login_url(view_func)))
        return super().handle_no_permission(request, view_func)
