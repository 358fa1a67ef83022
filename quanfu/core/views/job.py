from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.actions.job import drop_job, rerun_job
from quanfu.core.models.job import Job
from quanfu.core.permissions import JOB_DELETE, JOB_INDEX, JOB_SHOW, JOB_UPDATE
from quanfu.core.queries.company import companies_in_reach
from quanfu.core.queries.job import access_job, backlog, failing_jobs, parked_jobs, schedule_lines, workers
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, done, page

COLUMNS = (
    Column(gettext_lazy("Job")), Column(gettext_lazy("Reason")), Column(gettext_lazy("Attempts"), align="end", quiet=True),
    Column(gettext_lazy("Enqueued"), quiet=True), Column(gettext_lazy("Given up")), Column("", align="end"),
)  # fmt: skip


def _require_whole(request: HttpRequest, permission: str) -> None:
    """Jobs belong to no company and tell of all, so only who answers for all companies sees them."""
    if not companies_in_reach(request.user, permission).whole:
        raise Http404


@page(JOB_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """What waits, who works, what failed and what comes next."""
    _require_whole(request, JOB_INDEX)
    found = listing(request, parked_jobs(), columns=COLUMNS, order=("-finished_at", "-id"))
    may = request.user.may
    context = {
        "listing": found, "backlog": backlog(), "workers": workers(), "failing": list(failing_jobs()[:50]),
        "schedule": schedule_lines(), "may_rerun": may(JOB_UPDATE), "may_drop": may(JOB_DELETE),
    }  # fmt: skip
    return answer(request, context)


@page(JOB_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponse:
    _require_whole(request, JOB_SHOW)
    may = request.user.may
    return answer(request, {"job": access_job(pk), "may_rerun": may(JOB_UPDATE), "may_drop": may(JOB_DELETE)})


@page(JOB_UPDATE, methods=("POST",))
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a parked job again."""
    return _act(request, JOB_UPDATE, pk, _("The job runs again."))


@page(JOB_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a parked job."""
    return _act(request, JOB_DELETE, pk, _("The job was dropped."))


def _act(request: HttpRequest, permission: str, pk: int, message: str) -> HttpResponse:
    _require_whole(request, permission)
    job: Job = access_job(pk)
    (rerun_job if permission == JOB_UPDATE else drop_job)(job=job, by=request.user)
    return done(request, "core:job.index", message=message)
