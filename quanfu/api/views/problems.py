"""Every error as application/problem+json (RFC 9457), with the fields named."""

import json
import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from quanfu.core.errors import AlreadyDone, Refused

log = logging.getLogger(__name__)


def problem(
    status: int,
    title: str,
    detail: str = "",
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """One problem document. errors: [{"field", "message"}]."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=status,
        content_type="application/problem+json",
        headers=headers,
    )


def install(api: NinjaAPI) -> None:
    """Answer the house's own refusals and the framework's errors in the one form."""

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [
            {"field": ".".join(str(p) for p in e["loc"][2:]) or "body", "message": e["msg"]}
            for e in error.errors
        ]
        return problem(422, _("The request does not fit"), errors=errors)

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        errors = [{"field": error.field, "message": str(error.message)}] if error.field else None
        return problem(422, _("The request is refused"), str(error.message), errors)

    @api.exception_handler(AlreadyDone)
    def already_done(request: HttpRequest, error: AlreadyDone) -> HttpResponse:
        return problem(409, _("Somebody was faster"), str(error.message))

    @api.exception_handler(Http404)
    def absent(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, _("Not found"))

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(401, _("A valid token is needed"), headers={"WWW-Authenticate": "Bearer"})

    @api.exception_handler(HttpError)
    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, str(error))

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return problem(413, _("Too large"))

    @api.exception_handler(OperationalError)
    def not_now(request: HttpRequest, error: OperationalError) -> HttpResponse:
        """The disk is full, the database is away: nothing was kept, and the same request may be sent again."""
        log.error("%s %s: %s", request.method, request.path, error)
        return problem(503, _("Not possible at the moment; try again"), headers={"Retry-After": "30"})

    @api.exception_handler(UnicodeDecodeError)
    @api.exception_handler(SuspiciousOperation)
    def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(400, _("The body cannot be read"))
