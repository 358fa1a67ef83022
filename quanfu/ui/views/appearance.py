from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from quanfu.ui.navigation import DENSITIES, THEMES, wired
from quanfu.ui.page import done, public_page

YEAR = 365 * 24 * 3600


@public_page("ui.appearance.update", methods=("POST",))
def update(request: HttpRequest) -> HttpResponse:
    """Choose a language or a theme: kept with the person, and in a cookie for this browser. How close the rows of lists
    stand is kept with the person alone."""
    locale, theme, density = (request.POST.get(name, "") for name in ("locale", "theme", "density"))
    chosen = {}
    if locale in dict(settings.LANGUAGES):
        chosen["locale"] = locale
    if theme in THEMES:
        chosen["theme"] = theme
    if density in DENSITIES:
        chosen["density"] = density
    keep = wired("set_appearance")
    if keep and chosen and request.user.is_authenticated:
        keep(**chosen, by=request.user)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = done(request, back if safe and back.startswith("/") else "/")
    for cookie, value in (
        (settings.LANGUAGE_COOKIE_NAME, chosen.get("locale")),
        ("theme", chosen.get("theme")),
    ):
        if value:
            response.set_cookie(
                cookie, value, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
            )
    return response
