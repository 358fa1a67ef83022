"""Who is at the other end of a public page."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The visitor's network address; behind our proxy (QUANFU_PROXY) the last one that it added itself."""
    if settings.CONFIG.proxy and (passed := request.headers.get("X-Forwarded-For")):
        return passed.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
