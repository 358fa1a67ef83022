"""How far the work has come, in words and pictures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.files import store_file
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.workorders import events, permissions
from quanfu.workorders.actions.order import require_reach
from quanfu.workorders.enums import TAKEN_STATES
from quanfu.workorders.models import Order

if TYPE_CHECKING:
    from django.core.files import File


def note_progress(*, order: Order, text: str, by: Actor, files: Sequence["File[bytes]"] = ()) -> None:
    """Say how far it is, with photos. The order keeps the latest words, the request's timeline keeps all as private notes."""
    require_reach(order=order, by=by, permission=permissions.PROGRESS_CREATE)
    text = text.strip() or (_("Photo") if files else "")
    if not text:
        raise Refused(_("Say how far the work is, or add a photo."), field="text")
    if order.state not in TAKEN_STATES:
        raise Refused(_("Progress is noted between acceptance and completion."))
    with transaction.atomic():
        if Order.objects.filter(pk=order.pk, state__in=TAKEN_STATES).update(progress=text) != 1:
            raise AlreadyDone(_("%(number)s has moved on meanwhile.") % {"number": order.number})
        emit(events.ORDER_PROGRESSED, order, by=by, changes={"progress": [order.progress, text]})
        order.progress = text
        add_note(
            request=order.request,
            kind=NoteKind.NOTE,
            text=text,
            by=by,
            files=[store_file(file, by=by) for file in files],
        )
