"""What every request passes first: a number kept in the journal and in the log, so that an operator can follow one click,
and a look at its address."""

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import Http404, HttpRequest, HttpResponse

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of the request (or job) being worked on; empty outside one."""
    return _request_id.get()


def set_request_id(value: str) -> None:
    _request_id.set(value)


def request_id(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Take X-Request-ID from the proxy if it is a plain token, else make one; answer it in the same header."""
    from quanfu.core import push  # the log, which imports this file, is set up before there are models

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        value = given if re.fullmatch(r"[\w-]{8,64}", given, re.ASCII) else uuid.uuid4().hex
        token = _request_id.set(value)
        request.live_since = push.position()  # type: ignore[attr-defined]  # before anything is read for the page
        try:
            response = get_response(request)
        finally:
            _request_id.reset(token)
        response["X-Request-ID"] = value
        return response

    return middleware


def plain_address(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """No text in the database holds a NUL, and PostgreSQL will not even be asked for one: a path with it leads nowhere, and
    in a query it is dropped. (Forms and API bodies refuse it beside the field.)"""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "").replace("\0", "")
        return get_response(request)

    return middleware
