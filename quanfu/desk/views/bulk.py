from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import jobs, permissions
from quanfu.desk.actions.bulk import begin_bulk, undo_bulk
from quanfu.desk.forms.step import BulkForm
from quanfu.desk.queries.bulk import access_run, may_undo, progress_of
from quanfu.desk.queries.steps import STEPS, described
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.BULK_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """Requests come as request=FW-… (GET from a list, POST to begin), the act as act=…; then what the act needs."""
    given = request.POST if request.method == "POST" else request.GET
    numbers, act = [n[:24] for n in given.getlist("request")], given.get("act", "")
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
    }
    return answer(request, context)


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
