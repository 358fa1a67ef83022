"""Language and time zone of the reader, for the time of one request."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import trans_real


def locale_of(request: HttpRequest) -> str:
    """Of the person, else the cookie, else the browser's wish, else the server's default."""
    person = getattr(request, "user", None)
    for wish in (getattr(person, "locale", ""), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")):
        if known := _known(wish):
            return known
    for wish, _weight in trans_real.parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if known := _known(wish):
            return known
    return settings.LANGUAGE_CODE


def _known(wish: str) -> str | None:
    """One of LANGUAGES for what was asked: zh, zh-CN and zh-Hans are one."""
    try:
        return translation.get_supported_language_variant(wish) if wish else None
    except LookupError:
        return None


def person_locale(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Activate the reader's language, and the zone that `person.time_zone` may name."""

    def middleware(request: HttpRequest) -> HttpResponse:
        locale = locale_of(request)
        zone = getattr(getattr(request, "user", None), "time_zone", "") or ""
        with translation.override(locale), timezone.override(ZoneInfo(zone) if zone else None):
            response = get_response(request)
        response.headers.setdefault("Content-Language", translation.to_locale(locale).replace("_", "-"))
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return middleware
