"""Which language a page is in: the one that was chosen, else the site's."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

CHOICES = dict(settings.LANGUAGES)


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Danish unless one has chosen otherwise; what the browser prefers doesn't count.

    Many office machines have English browsers, and their users work in Danish all day.
    """

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        translation.activate(chosen if chosen in CHOICES else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
