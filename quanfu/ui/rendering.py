"""Rendering a page or one block of it. The request at work is known to the components (CSRF field, present URL)."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import engines
from django.utils.translation import gettext as _
from markupsafe import Markup

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, block: str | None = None
) -> str:
    """The template as text; with `block` only that block of it, without its frame."""
    engine = engines["jinja2"]
    token = _request.set(request)
    try:
        page = engine.get_template(template)
        if block is None:
            return page.render(dict(context or {}), request)
        inner = page.template  # type: ignore[attr-defined]
        full = {"request": request, **(context or {})}
        return "".join(inner.blocks[block](inner.new_context(full)))
    finally:
        _request.reset(token)


def here() -> HttpRequest:
    """The request whose page is being rendered; raises LookupError outside of `render`."""
    request = _request.get()
    if request is None:
        raise LookupError("Components that need the request are rendered through quanfu.ui.page.answer")
    return request


def csrf() -> Markup:
    """The hidden field that each POST form carries."""
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(here()))


def texts() -> dict[str, str]:
    """What the scripts say, in the language of the page. Keys are used in static/ui/js."""
    return {
        "any": _("Any"),
        "close": _("Close"),
        "copied": _("Copied"),
        "draft_kept": _("Draft kept on this device"),
        "draft_saved": _("Draft kept"),
        "draft_restored": _("Draft restored"),
        "due_in": _("%s left"),
        "late_by": _("%s late"),
        "days": _("%sd"),
        "hours": _("%sh"),
        "minutes": _("%smin"),
        "dismiss": _("Dismiss"),
        "leave": _("You have unsaved changes."),
        "no_match": _("No match"),
        "row_down": _("Next row"),
        "row_up": _("Previous row"),
        "row_open": _("Open the row"),
        "row_select": _("Select the row"),
        "offline": _("The server cannot be reached. Your input is still here."),
        "failed": _("That did not work. Please try again."),
        "palette_acts": _("Do"),
        "palette_lists": _("Lists"),
        "palette_places": _("Go to"),
        "out_of_reach": _("%s now belongs to others; you can no longer see or answer it."),
        "search": _("Search"),
        "selected": _("%s selected"),
        "sending": _("Sending…"),
        "undo": _("Undo"),
        "and": _(", "),
        "is_writing": _("%s is writing…"),
        "looks_too": _("%s is looking at it too"),
    }
