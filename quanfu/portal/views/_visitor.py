"""Who is at the other end of a public page."""

from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The visitor's network address. That a proxy of ours may stand before us is the server's affair (wsgi.py)."""
    return str(request.META.get("REMOTE_ADDR", ""))
