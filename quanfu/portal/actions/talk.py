"""What a visitor's window may cause, within what one network address may do."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from quanfu.channels.actions.turn import Said, hear_visitors
from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.files import store_file
from quanfu.desk.queries.request import request_by_number
from quanfu.portal.actions.allowance import spend
from quanfu.surveys.actions.answer import record_chat_answer

if TYPE_CHECKING:
    from quanfu.channels.models import Talk


@transaction.atomic
def begin(*, act: Callable[..., Any], from_address: str, by: Actor, **given: Any) -> Any:
    """start_talk or leave_message; Refused beyond portal.talks_per_hour_per_address."""
    spend(kind="talks", address=from_address, by=by)
    return act(by=by, **given)


@transaction.atomic
def send_file(
    *, talk: "Talk", uploaded: UploadedFile, nonce: str, from_address: str, by: Actor
) -> dict[str, Any]:
    """A picture or file of the visitor, its name as its text. Refused when too large, or too often."""
    spend(kind="remarks", address=from_address, by=by)
    stored = store_file(uploaded, by=by)
    turn = hear_visitors(said=[Said(talk.pk, stored.name, nonce, stored)], by=by)[0]
    if turn is None:
        raise AlreadyDone
    return turn


@transaction.atomic
def rate_talk(*, talk: "Talk", points: int, text: str, by: Actor) -> None:
    """The visitor's rating of the talk's request."""
    request = request_by_number(talk.request_number) if talk.request_number else None
    if request is None:
        raise Refused("")
    record_chat_answer(request=request, points=points, text=text, by=by)
