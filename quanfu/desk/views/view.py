from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk import permissions
from quanfu.desk.actions.view import delete_view, save_view
from quanfu.desk.forms.view import ViewForm
from quanfu.desk.models import SavedView
from quanfu.desk.queries.inbox import inbox_rows, inbox_ways
from quanfu.desk.queries.steps import STEPS
from quanfu.desk.queries.view import (
    USUAL_COLUMNS,
    VIEW_COLUMNS,
    Saved,
    access_view,
    may_change,
    saved_views,
    view_of,
)
from quanfu.desk.queries.words import cell_text, words
from quanfu.ui.download import KINDS, download_listing
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Designation")), Column(gettext_lazy("Shown to")), Column(gettext_lazy("Made by"), quiet=True),
    Column(gettext_lazy("Position"), align="end"),
)  # fmt: skip


@page(permissions.VIEW_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """One's own lists and those that others share."""
    found = listing(request, saved_views(request.user), columns=HEADS, order=("position", "pk"))
    mine = {view.pk for view in found.rows if may_change(view, request.user)}
    return answer(request, {"list": found, "changeable": mine})


@page(permissions.VIEW_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, code: str) -> HttpResponseBase:
    """A list over the whole width, with its own columns, to print, to download, to choose many rows of."""
    by = request.user
    view = view_of(by, code)
    rows, order = inbox_rows(by, view, {})
    codes = view.columns if isinstance(view, Saved) else USUAL_COLUMNS
    columns = [Column(_("Number"), value="number"), Column(_("Subject"), value="subject")]
    columns += [Column(VIEW_COLUMNS[c][0], value=_shown(c), quiet=c not in ("state", "due")) for c in codes]
    found = listing(request, rows, columns=columns, order=order, ways=inbox_ways(by, order))
    wanted = request.GET.get("format", "")
    if wanted in KINDS:
        return download_listing(found, str(view.label), wanted)
    return answer(request, {**words(), "view": view, "list": found, "codes": codes, "steps": STEPS.values(), "cell_text": cell_text})  # fmt: skip


def _shown(code: str) -> Any:
    return lambda row: cell_text(row, code)


@page(permissions.VIEW_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@page(permissions.VIEW_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, access_view(pk, by=request.user))


def _edit(request: HttpRequest, view: SavedView | None) -> HttpResponse:
    """Only "save" saves; the other buttons send the page to get it back with one more line."""
    form = ViewForm(request.POST or None, by=request.user, view=view)
    if form.is_valid():
        saved = attempt(form, save_view, view=view, by=request.user, **form.columns_of())
        if saved:
            return done(request, "desk:view.show", f"v{saved.pk}", message=_("Saved."))
    context = {"form": form, "view": view}
    draft = 200 if request.method == "POST" and form.do != "save" else None
    return answer(request, context, template="desk/view/_form.html", block="conditions", status=draft)


@page(permissions.VIEW_DELETE)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    view = access_view(pk, by=request.user)
    if request.method == "POST":
        delete_view(view=view, by=request.user)
        return done(request, "desk:view.index", message=_("%(name)s deleted") % {"name": view.name})
    return answer(request, {"view": view})
