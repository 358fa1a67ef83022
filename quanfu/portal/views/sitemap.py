"""What search engines may read: the map of the public pages, and what is none of theirs."""

from django.http import HttpRequest, HttpResponse

from quanfu.core.clock import today
from quanfu.org.queries.unit import open_companies
from quanfu.portal import permissions
from quanfu.portal.queries.article import addresses_of
from quanfu.ui.page import public_page
from quanfu.ui.rendering import render


@public_page(permissions.SITEMAP_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponse:
    """At most 50,000 addresses, as the protocol wants it."""
    pages = addresses_of(list(open_companies(today())))[:50_000]
    body = render(request, "portal/sitemap/_map.xml", {"pages": pages})
    return HttpResponse(body, content_type="application/xml; charset=utf-8")
