"""The door and the answer of every page: who may enter, what is rendered, where one goes after an act."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.functional import Promise

from quanfu.core import expectation
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.ui import errors
from quanfu.ui.rendering import render

METHODS = ("GET", "HEAD", "POST")
View = Callable[..., HttpResponseBase]
Text = str | Promise


@dataclass(frozen=True)
class PageInfo:
    """What the formula says of a page. `door` is person (login and permission), own (login) or public."""

    context: str
    noun: str
    verb: str
    permission: str
    door: str = "person"
    methods: tuple[str, ...] = METHODS

    @property
    def template(self) -> str:
        return f"{self.context}/{self.noun}/{self.verb}.html"

    @property
    def url_name(self) -> str:
        return f"{self.context}:{self.noun}.{self.verb}"


class Door(Protocol):
    def __call__(self, request: HttpRequest, info: PageInfo) -> HttpResponse | None: ...


def page(permission: str, methods: tuple[str, ...] = METHODS) -> Callable[[View], View]:
    """A page for people who hold `permission` in any scope; the thing itself is authorised by its `access_*` query."""
    return _decorator(permission, "person", methods)


def own_page(permission_name: str, methods: tuple[str, ...] = METHODS) -> Callable[[View], View]:
    """A page about oneself, open to everybody who is signed in (profile, notifications)."""
    return _decorator(permission_name, "own", methods)


def public_page(permission_name: str, methods: tuple[str, ...] = METHODS) -> Callable[[View], View]:
    """A page for everybody. The name is only a name: it lists the page among the public ones."""
    return _decorator(permission_name, "public", methods)


def guard(view: View, info: PageInfo) -> View:
    """The view behind its door, marked with `view.page = info`. Pages use the decorators above; Crud uses this."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in info.methods:
            return errors.method_not_allowed(request, info.methods)
        if info.door != "public":
            person: Any = request.user
            if not person.is_authenticated:
                return _to_login(request)
            if info.door == "person" and not person.may(info.permission):
                raise Http404(info.permission)
        request.page = info  # type: ignore[attr-defined]
        expectation.expect(request.POST.get(expectation.FIELD, "") if request.method == "POST" else "")
        try:
            response = view(request, *args, **kwargs)
        except AlreadyDone as late:
            return errors.already_done(request, late)
        except Refused as refused:
            return errors.refused(request, refused)
        if info.door != "public":
            patch_cache_control(response, private=True, no_cache=True)
        return response

    guarded.page = info  # type: ignore[attr-defined]
    return guarded


def _decorator(permission: str, door: str, methods: tuple[str, ...]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        parts = view.__module__.split(".")
        return guard(view, PageInfo(parts[1], parts[-1], view.__name__, permission, door, methods))

    return decorate


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of a page; boosted links and the back button want the whole."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def _to_login(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path()
    if is_fragment(request) or request.method == "POST":
        shown = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
        back = f"{shown.path}?{shown.query}".rstrip("?") or "/"
    return go(request, f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}")


def go(request: HttpRequest, path: str) -> HttpResponse:
    """303 to `path`; for htmx the header that makes the whole page go there."""
    if is_fragment(request):
        return HttpResponse(headers={"HX-Redirect": path})
    return HttpResponse(status=303, headers={"Location": path})


def answer(
    request: HttpRequest,
    context: Mapping[str, Any] | None = None,
    *,
    block: str | None = None,
    status: int | None = None,
    template: str | None = None,
    message: Text | None = None,
    undo: str | None = None,
) -> HttpResponse:
    """The page by its formula (`<context>/<noun>/<verb>.html`), 200, or 422 when a POST is answered with its form.

    block: what htmx gets alone; other requests get the whole page around it.
    message, undo: as in done(), for a fragment that replaces itself after an act (then say status=200).
    """
    info: PageInfo = request.page  # type: ignore[attr-defined]
    fragment = block if is_fragment(request) else None
    if message and not fragment:
        flash(request, message, undo=undo)
    body = render(request, template or info.template, context, block=fragment)
    response = HttpResponse(body, status=status or (422 if request.method == "POST" else 200))
    if message and fragment:
        response["HX-Trigger"] = json.dumps({"flash": {"message": str(message), "undo": undo}})
    elif template and is_fragment(request) and "X-Tells" in request.headers:
        _tell(request, response)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _tell(request: HttpRequest, response: HttpResponse) -> None:
    """What flash() left for the next page, when that page is a fragment: said by the scripts. Only the one that was asked
    for because of an act says it (X-Tells): others that are fetched at that moment would say it again."""
    told = [
        {"message": str(m.message), "tone": m.level_tag, "undo": m.extra_tags or None}
        for m in messages.get_messages(request)
    ]
    if told:
        response["HX-Trigger"] = json.dumps({"flash": told[-1]})


def done(
    request: HttpRequest, to: str, *args: Any, message: Text | None = None, undo: str | None = None
) -> HttpResponse:
    """After an act: 303 to a URL name (or to a path that starts with '/'), with a flash.

    undo: the path that a POST of its button takes back the act.
    """
    if message:
        flash(request, message, undo=undo)
    return go(request, to if to.startswith("/") else reverse(to, args=args))


def flash(request: HttpRequest, message: Text, *, undo: str | None = None, tone: str = "success") -> None:
    """Show `message` once, on the next page. tone: success | info | warning | error."""
    messages.add_message(request, getattr(messages, tone.upper()), str(message), extra_tags=undo or "")


def attempt(form: BaseForm, action: Callable[..., Any], /, **kwargs: Any) -> Any:
    """Call the action; what it returns, or True. Refused stands beside its field of `form`, and None comes back.

    AlreadyDone is not caught: the door answers it with 409.
    """
    try:
        result = action(**kwargs)
    except Refused as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, str(refused.message))
        return None
    return result if result else True
