"""Quarrels about a solution, from their beginning to the agreement with its proof (CMP-18)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.files import store_file
from quanfu.desk import events
from quanfu.desk.enums import CaseState
from quanfu.desk.models import Complaint, Dispute

if TYPE_CHECKING:
    from quanfu.org.models import Person


def open_dispute(*, complaint: Complaint, text: str, by: "Person") -> Dispute:
    """Record what is disputed; the complaint does not close before it has ended."""
    if not text.strip():
        raise Refused(_("Say what is disputed."), field="text")
    if complaint.state == CaseState.CLOSED:
        raise AlreadyDone(_("The complaint %(number)s is closed.") % {"number": complaint.request.number})
    with transaction.atomic():
        made = Dispute.objects.create(complaint=complaint, text=text.strip(), by=by, at=now())
        emit(
            events.DISPUTE_OPENED,
            made,
            by=by,
            label=complaint.request.number,
            data={"complaint": complaint.pk},
        )
    return made


def end_dispute(*, dispute: Dispute, agreement: str, proof: Sequence[UploadedFile], by: "Person") -> None:
    """Refused without the agreement in words and without a file that proves it."""
    if not agreement.strip():
        raise Refused(_("Write down what was agreed."), field="agreement")
    if not proof:
        raise Refused(_("Attach the proof: the signed agreement, a letter, a recording."), field="proof")
    with transaction.atomic():
        changed = Dispute.objects.filter(pk=dispute.pk, ended_at=None).update(
            agreement=agreement.strip(), ended_by=by, ended_at=now()
        )
        if changed != 1:
            raise AlreadyDone(_("This dispute has ended already."))
        dispute.proof.set([store_file(file, by=by) for file in proof])
        emit(
            events.DISPUTE_ENDED,
            dispute,
            by=by,
            label=dispute.complaint.request.number,
            data={"complaint": dispute.complaint.pk},
        )
