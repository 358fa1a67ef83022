from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from quanfu.core.actions.job import rerun_jobs
from quanfu.core.permissions import JOB_BATCH_UPDATE
from quanfu.core.queries.company import companies_in_reach
from quanfu.ui.page import done, page


@page(JOB_BATCH_UPDATE, methods=("POST",))
def update(request: HttpRequest) -> HttpResponse:
    """Run all parked jobs again, as after an outage of a mail server."""
    companies_in_reach(request.user, JOB_BATCH_UPDATE).require(None)
    count = rerun_jobs(by=request.user)
    message = ngettext("%(count)s job runs again.", "%(count)s jobs run again.", count) % {"count": count}
    return done(request, "core:job.index", message=message)
