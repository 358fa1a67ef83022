from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.desk import permissions
from quanfu.desk.actions.assignment import apply_plan
from quanfu.desk.jobs import give_planned
from quanfu.desk.queries.assignment_plan import plan_batch
from quanfu.desk.queries.queue import batch_of
from quanfu.desk.queries.request import requests_for
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, done, flash, page

SALT, AT_ONCE, AN_HOUR = "desk.batch", 50, 3600


@page(permissions.BATCH_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """The whole queue as it would be assigned at the least total cost; one press assigns exactly what is shown."""
    if request.method == "POST":
        return _apply(request)
    waiting = batch_of(request.user.company_id, by=request.user)
    plan = plan_batch(waiting, at=now())
    pairs = [[row.request.pk, row.candidate.person.pk] for row in plan.given]
    shown = {**words(), "plan": plan, "waiting": len(waiting), "token": signing.dumps(pairs, salt=SALT, compress=True)}  # fmt: skip
    return answer(request, shown)


def _apply(request: HttpRequest) -> HttpResponse:
    """The first are assigned at once, the rest by a job; what no longer fits is named."""
    try:
        pairs = signing.loads(request.POST.get("plan", ""), salt=SALT, max_age=AN_HOUR)
    except signing.BadSignature:
        raise Refused(_("This preview is too old. Look at it again.")) from None
    reach = requests_for(request.user, permissions.BATCH_CREATE).filter(pk__in=[pair[0] for pair in pairs])
    within = set(reach.values_list("pk", flat=True))
    pairs = [(pk, person) for pk, person in pairs if pk in within]
    given, failed = apply_plan(pairs=pairs[:AT_ONCE], by=request.user)
    for first in range(AT_ONCE, len(pairs), AT_ONCE):
        give_planned.enqueue(pairs=pairs[first : first + AT_ONCE], person_id=request.user.pk)
    if failed:
        told = "；".join(f"{number}: {why}" for number, why in failed[:5])
        flash(request, _("Not assigned: %(requests)s") % {"requests": told}, tone="warning")
    later = max(0, len(pairs) - AT_ONCE)
    text = ngettext("%(count)s request is assigned.", "%(count)s requests are assigned.", given) % {"count": given}  # fmt: skip
    if later:
        text += " " + _("%(count)s more follow.") % {"count": later}
    return done(request, "desk:assignment.index", message=text)
