from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.channels.queries.channel import spoken_channel
from quanfu.core.fields import show_facts
from quanfu.core.files import file_url
from quanfu.core.rules import rule
from quanfu.customers.queries.customer import customer_by_phone
from quanfu.customers.queries.phone import normal_phone
from quanfu.desk import permissions
from quanfu.desk.actions.intake import take_request
from quanfu.desk.actions.seen import mark_seen
from quanfu.desk.forms.request import RequestFilter, RequestForm
from quanfu.desk.queries.acts import acts_for
from quanfu.desk.queries.conversation import conversation_of
from quanfu.desk.queries.draft import drafts_of
from quanfu.desk.queries.inbox import VIEWS, Listed, inbox_rows, inbox_ways, rows_of_numbers
from quanfu.desk.queries.reply_way import answer_window, reply_hint
from quanfu.desk.queries.request import access_request, requests_for
from quanfu.desk.queries.rows import prepare_rows
from quanfu.desk.queries.seen import unread_among
from quanfu.desk.queries.steps import bulk_steps
from quanfu.desk.queries.view import Saved, line_of, view_counts, view_of, views_for
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, is_fragment, page
from quanfu.ui.paging import Page, paginate

PER_PAGE = 50


@page(permissions.REQUEST_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """The inbox: lists at the left, rows in the middle, the open request at the right.

    As fragments: ?part=views the lists with their counts, ?part=filters what narrows them, ?part=rows a further page of rows, ?rows=FW-1,FW-2 those of
    the named requests that stand in this list.
    """
    part = request.GET.get("part") if is_fragment(request) else None
    if part == "views":
        return answer(request, _views(request), template="desk/request/_views.html")
    if part == "filters":
        view, form, filters = _asked(request)
        return answer(request, {"view": view, "filters": form, "narrowed": any(v for k, v in filters.items() if k != "view")}, template="desk/request/_filters.html")  # fmt: skip
    if part == "rows" or ("rows" in request.GET and is_fragment(request)):
        return answer(request, _rows(request), template="desk/request/_rows.html")
    return answer(request, {**words(), **_views(request), **_rows(request)})


def _asked(request: HttpRequest) -> tuple[Listed, RequestFilter, dict[str, Any]]:
    """The list, the bound filter form, and of its values those that could be read."""
    form = RequestFilter(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    return view_of(request.user, str(filters.get("view") or VIEWS[0].code)), form, filters


def _views(request: HttpRequest) -> dict[str, Any]:
    view, form, filters = _asked(request)
    views = views_for(request.user)
    saved = [each for each in views if isinstance(each, Saved)]
    groups = [(_("Inbox"), VIEWS), (_("My lists"), [v for v in saved if v.mine]), (_("Shared lists"), [v for v in saved if not v.mine])]  # fmt: skip
    return {"view": view, "groups": groups, "counts": view_counts(request.user, views), "filters": form, "searched": bool(filters.get("q")),
            "steps": bulk_steps(request.user)}  # fmt: skip


def _rows(request: HttpRequest) -> dict[str, Any]:
    view, _form, filters = _asked(request)
    by, numbers = request.user, request.GET.get("rows", "")
    if numbers:
        rows, order = rows_of_numbers(by, view, filters, numbers.split(","))
        found = Page(list(rows))
    else:
        rows, order = inbox_rows(by, view, filters)
        found = paginate(rows, order=order, cursor=request.GET.get("cursor"), per=PER_PAGE, ways=inbox_ways(by, order))  # fmt: skip
    found_rows = list(found)
    kept = request.GET.copy()
    for name in ("part", "cursor", "rows"):
        kept.pop(name, None)
    return {
        "view": view, "rows": prepare_rows(found_rows, order, unread_among(found_rows, by), line_of(view)), "falling": order[0].startswith("-"), "more": found.next, "kept": kept.urlencode(),
        "narrowed": any(v for k, v in kept.items() if k != "view"),
    }  # fmt: skip


@page(permissions.REQUEST_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One request: alone, with ?view= beside its list, or as the fragment that the inbox puts into its right pane."""
    by = request.user
    req = access_request(number, by=by, permission=permissions.REQUEST_SHOW)
    if request.method == "GET":
        mark_seen(request=req, by=by)
    context = {
        **words(req), "req": req, "drafts": drafts_of(req, by), "acts": acts_for(req, by), "turns": conversation_of(req), "file_url": partial(file_url, request=request),
        "answer_window": answer_window(req),
        "reply_hint": reply_hint(req),
        "facts": show_facts(req.service_type.fields_owner, req.facts) if req.service_type else [],
        "suggests": rule("desk.suggest_answers", company=req.company_id) and by.may(permissions.SUGGESTION_PANEL),
    }  # fmt: skip
    if is_fragment(request):
        return answer(request, context, template="desk/request/_pane.html")
    beside = {**_views(request), **_rows(request)} if "view" in request.GET and by.may(permissions.REQUEST_INDEX) else {"view": None}  # fmt: skip
    return answer(request, context | beside)


@page(permissions.REQUEST_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """The call form. ?phone= shows who is calling and what they asked before, ?channel= whose greeting and script."""
    by = request.user
    phone = normal_phone(request.GET.get("phone", ""))
    who = customer_by_phone(by.company, phone) if phone else None
    initial: dict[str, Any] = {
        "contact_phone": phone,
        "contact_name": who.name if who else "",
        "contact_email": who.email if who else "",
    }
    initial["service_type"] = request.GET.get("service_type", "")
    channel = spoken_channel(by.company, request.GET.get("channel", ""))
    initial["channel"] = channel.pk if channel else None
    form = RequestForm(request.POST or None, by=by, initial=initial)
    if request.method == "POST" and form.is_valid():
        req = attempt(form, take_request, company=by.company, by=by, **form.cleaned_data)
        if req:
            return done(
                request,
                "desk:request.show",
                req.number,
                message=_("%(number)s is registered.") % {"number": req.number},
            )
    known = (
        requests_for(by, permissions.REQUEST_SHOW).filter(customer=who).order_by("-opened_at")[:5]
        if who
        else []
    )
    return answer(request, {"form": form, "who": who, "known": known, "channel": channel})
