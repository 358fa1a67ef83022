"""Pages for what went wrong, in the frame of all pages and in plain words. None of them says more than its reader may know."""

import errno
import json
import sys
from collections.abc import Sequence

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.translation import gettext as _

from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.middleware import current_request_id
from quanfu.ui.rendering import render


def _show(
    request: HttpRequest,
    status: int,
    title: str,
    text: str,
    *,
    lines: Sequence[str] = (),
    back: str | None = None,
) -> HttpResponse:
    """htmx gets a flash and leaves the page as it is; others get a page with the way back."""
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.boosted:
        told = {
            "flash": {
                "message": " ".join([title, text, *lines]),
                "tone": "warning" if status < 500 else "error",
                "title": f"{title}: {text}",
                "lines": list(lines),
            }
        }
        return HttpResponse(status=status, headers={"HX-Trigger": json.dumps(told), "HX-Reswap": "none"})
    context = {"status": status, "heading": title, "text": text, "lines": lines, "back": back}
    return HttpResponse(render(request, "ui/error.html", context), status=status)


def _page_before(request: HttpRequest) -> str | None:
    """The page of ours that the person came from: where the form stood that was just sent."""
    before = request.headers.get("Referer", "")
    try:
        own = f"{request.scheme}://{request.get_host()}/"
    except DisallowedHost:  # what this page may be about
        return None
    return before.removeprefix(own[:-1]) if before.startswith(own) else None


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _show(
        request, 400, _("This request could not be understood"),
        _("The address or the data sent is not complete. Please go back and try again."), back=_page_before(request),
    )  # fmt: skip


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _show(
        request, 403, _("This form is too old"),
        _("It was opened before you last signed in, or cookies are switched off. Go back, reload the page and send it again."),
        back=_page_before(request),
    )  # fmt: skip


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page as not_found: nobody learns from us that something exists which he may not see."""
    return not_found(request, exception)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _show(
        request, 404, _("There is nothing here"),
        _("The page does not exist, has moved, or is not meant for you. Check the number, or ask whoever sent you the link."),
    )  # fmt: skip


def method_not_allowed(request: HttpRequest, methods: Sequence[str]) -> HttpResponse:
    response = _show(
        request, 405, _("This page cannot be opened like that"),
        _("The address belongs to a button, not to a page. Go back and use the button."), back=_page_before(request),
    )  # fmt: skip
    response["Allow"] = ", ".join(methods)
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    return _show(
        request, 413, _("That is too large"),
        _("The files or the text exceed what this server takes. Send fewer or smaller files."), back=_page_before(request),
    )  # fmt: skip


def already_done(request: HttpRequest, late: AlreadyDone) -> HttpResponse:
    """409: the calm page for a lost race. `late.now` says how things stand at present."""
    return _show(
        request, 409, _("Somebody was faster"),
        str(late.message) or _("This was changed while your page was open. Nothing of yours was overwritten or lost."),
        lines=[str(line) for line in late.now], back=_page_before(request),
    )  # fmt: skip


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """422 for a button without a form around it, whose act a rule forbids."""
    return _show(
        request, 422, _("That is not possible now"), str(refusal.message), back=_page_before(request)
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Must work when nothing else does: no database, no session, no wiring.

    503 instead of 500 where nothing of ours is broken: the disk is full, the database away. Nothing was kept then.
    """
    away = _cannot_keep(sys.exc_info()[1])
    context = {"request_id": current_request_id(), "away": away}
    body = get_template("ui/error_500.html", using="jinja2").render(context)
    return HttpResponse(body, status=503 if away else 500, headers={"Retry-After": "30"} if away else None)


def _cannot_keep(error: BaseException | None) -> bool:
    full = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
    if isinstance(error, OperationalError):  # SQLite says so of a statement of ours that is wrong, too
        return getattr(error.__cause__, "sqlite_errorname", "") != "SQLITE_ERROR"
    return isinstance(error, OSError) and error.errno in full
