"""Lines of the conversation."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.channels.actions.message import send_message
from quanfu.channels.actions.turn import answer_visitor
from quanfu.channels.enums import Way
from quanfu.channels.queries.reach import objection_to
from quanfu.channels.queries.talk import live_talk_of
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.core.files import store_file
from quanfu.desk import events
from quanfu.desk.actions.citation import cite_articles
from quanfu.desk.actions.draft import drop_draft
from quanfu.desk.actions.request import mark_contacted
from quanfu.desk.enums import NoteKind, State
from quanfu.desk.models import Note, Request
from quanfu.desk.queries.reply_way import reply_way

if TYPE_CHECKING:
    from quanfu.core.models import StoredFile
    from quanfu.knowledge.models import Article


def add_note(
    *,
    request: Request,
    kind: str,
    text: str,
    by: Actor,
    files: Sequence["StoredFile"] = (),
    by_sms: bool = False,
) -> Note:
    """Add a private note, a reply, a call or the customer's own words.

    A reply is said in the visitor's chat while that is live. Otherwise it goes out by the channel the request came in, else by mail or SMS; replies and calls count as contact. A private note
    never leaves the house. Refused when empty, or when a reply has nowhere to go, or the request is closed; and when the
    provider would not take this reply from somebody who writes it (a window that has closed, a text without a template).
    ``by_sms``: by SMS, wherever the customer wrote.
    """
    text = text.strip()
    if not text:
        raise Refused(_("Write something first."), field="text")
    if request.state == State.CLOSED:
        raise Refused(_("The request is closed."))
    by_sms = by_sms and kind == NoteKind.REPLY
    talk = live_talk_of(request.number) if kind == NoteKind.REPLY and by.person else None
    way, to, channel = reply_way(request) if kind == NoteKind.REPLY else ("", "", None)
    if by_sms:
        talk, way, to, channel = None, Way.SMS, request.contact_phone, None
    if kind == NoteKind.REPLY and not to and not talk:
        raise Refused(_("The customer gave neither phone nor mail."), field="text")
    if (
        kind == NoteKind.REPLY
        and not talk
        and (why := objection_to(request.company_id, way, to, text, channel))
    ):
        raise Refused(why, field="text")
    with transaction.atomic():
        note = Note.objects.create(
            request=request, kind=kind, text=text, by=by.person, author=by.actor_label, at=now()
        )
        if files:
            note.files.set(files)
        Request.objects.filter(pk=request.pk).update(last_line=text[:120], updated_at=note.at)
        emit(events.REQUEST_NOTED, request, by=by, data={"note": note.pk, "kind": kind})
        drop_draft(request=request, mode=kind, by=by)
        if (
            talk
            and by.person
            and answer_visitor(talk=talk, text=text, person=by.person, files=files, note=note.pk, by=by)
        ):
            pass  # said in the chat, while the visitor has it open
        elif kind == NoteKind.REPLY:
            send_message(company=request.company, way=way, to=to, subject=f"{request.number} {request.subject}"[:200], text=text,
                         by=by, request_number=request.number, channel=channel, files=files)  # fmt: skip
        if kind in (NoteKind.REPLY, NoteKind.CALL):
            mark_contacted(request=request, by=by)
    return note


def write_note(
    *,
    request: Request,
    kind: str,
    text: str,
    files: Sequence[Any],
    by: Actor,
    articles: "Iterable[Article]" = (),
    by_sms: bool = False,
) -> Note:
    """add_note with files as they were uploaded and the articles it was written from; kept together with the line or not
    at all."""
    with transaction.atomic():
        cite_articles(request=request, articles=articles, by=by)
        kept = [store_file(one, by=by) for one in files]
        return add_note(request=request, kind=kind, text=text, files=kept, by_sms=by_sms, by=by)
