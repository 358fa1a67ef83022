from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from quanfu.core.rules import rule
from quanfu.desk import jobs, permissions
from quanfu.desk.actions.bulk import begin_bulk, undo_bulk
from quanfu.desk.forms.request import RequestFilter
from quanfu.desk.forms.step import BulkForm
from quanfu.desk.queries.bulk import access_run, may_undo, progress_of
from quanfu.desk.queries.inbox import VIEWS, inbox_rows
from quanfu.desk.queries.steps import STEPS, described
from quanfu.desk.queries.view import view_of
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.BULK_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """Requests come as request=FW-… (GET from a list, POST to begin), the act as act=…; then what the act needs.
    ?all=view=open&q=… asks for the whole list instead, as far as the rule allows."""
    given = request.POST if request.method == "POST" else request.GET
    numbers, act, beyond = [n[:24] for n in given.getlist("request")], given.get("act", ""), False
    if request.method == "GET" and given.get("all"):
        numbers, beyond = _whole_list(request, given["all"])
    form = BulkForm(request.POST or None, by=request.user, act=act) if act in STEPS else None
    if form and form.is_valid():
        run = attempt(form, begin_bulk, numbers=numbers, step=form.steps()[0], by=request.user)
        if run:
            jobs.run_bulk.enqueue(run_id=run.pk)
            return done(request, "desk:bulk.show", run.pk)
    context = {
        "numbers": numbers,
        "act": STEPS.get(act),
        "form": form,
        "steps": [s for s in STEPS.values() if request.user.may(s.permission)],
        "beyond": beyond,
        "undo_minutes": rule("desk.bulk_undo_minutes"),
    }
    return answer(request, context)


def _whole_list(request: HttpRequest, query: str) -> tuple[list[str], bool]:
    """The numbers of the requests in the list, at most desk.bulk_most, in its order; and whether it has more."""
    form = RequestFilter(QueryDict(query))
    filters = form.cleaned_data if form.is_valid() else {}
    view = view_of(request.user, str(filters.get("view") or VIEWS[0].code))
    rows, order = inbox_rows(request.user, view, filters)
    most = int(rule("desk.bulk_most"))
    found = list(rows.order_by(*order, "pk").values_list("number", flat=True)[: most + 1])
    return found[:most], len(found) > most


@page(permissions.BULK_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; the fragment fetches itself until it has finished."""
    run = access_run(pk, by=request.user)
    ((step, text),) = described([run.step], request.user)
    context = {
        "run": run,
        "step": step,
        "text": text,
        "progress": progress_of(run),
        "may_undo": may_undo(run),
    }
    return answer(request, context, block="progress")


@page(permissions.BULK_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    run = access_run(pk, by=request.user)
    undo_bulk(run=run, by=request.user)
    jobs.undo_bulk.enqueue(run_id=run.pk)
    return done(request, "desk:bulk.show", run.pk, message=_("It is being taken back."))
