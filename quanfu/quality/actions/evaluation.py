"""Special evaluations of major events."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.org.actions.notification import notify
from quanfu.org.queries.person import head_of
from quanfu.quality import events
from quanfu.quality.models import Evaluation

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Person


def open_evaluation(*, request: "Request", by: Actor) -> Evaluation | None:
    """One a request, owned by the head of its company, else by its contact owner; the open one if there is one (CMP-21)."""
    owner = head_of(request.company) or request.owner
    if owner is None:
        return None
    at = now()
    due = at + timedelta(days=int(rule("quality.evaluation_days", company=request.company_id)))
    with transaction.atomic():
        made, new = Evaluation.objects.get_or_create(
            request=request,
            defaults={"company": request.company, "owner": owner, "opened_at": at, "due_at": due},
        )
        if new:
            emit(events.EVALUATION_OPENED, made, by=by, label=request.number)
            text = _("Special evaluation of %(number)s is yours") % {"number": request.number}
            notify(people=[owner], text=text, url=reverse("quality:evaluation.update", args=[made.pk]), by=by)
    return made


def close_evaluation(*, evaluation: Evaluation, findings: str, measures: str, by: "Person") -> None:
    """Refused without what it shows and what follows."""
    if not findings.strip():
        raise Refused(_("Say what it shows."), field="findings")
    if not measures.strip():
        raise Refused(_("Say what follows from it."), field="measures")
    with transaction.atomic():
        changed = Evaluation.objects.filter(pk=evaluation.pk, closed_at=None).update(
            findings=findings.strip(), measures=measures.strip(), closed_at=now()
        )
        if changed != 1:
            raise AlreadyDone(_("This evaluation is closed already."))
        emit(events.EVALUATION_CLOSED, evaluation, by=by)
