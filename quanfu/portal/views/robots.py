from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from quanfu.portal import permissions
from quanfu.ui.page import public_page

# Where robots find nothing but forms, other people's matters and doors that are shut.
SHUT = ("/track/", "/rate/", "/call/", "/files/", "/login/", "/start/", "/search/", "/api/", "/hooks/")


@public_page(permissions.ROBOTS_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in SHUT), "Allow: /", "", f"Sitemap: {settings.PUBLIC_URL}{reverse('portal:sitemap.show')}", ""]  # fmt: skip
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
