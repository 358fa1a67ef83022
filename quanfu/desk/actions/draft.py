"""Drafts: what somebody has begun to write."""

from datetime import timedelta

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.rules import rule
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Draft, Note, Request

WRITTEN_BY_STAFF = (NoteKind.NOTE, NoteKind.REPLY, NoteKind.CALL)
LATE = timedelta(minutes=2)  # a draft that arrives after its text was sent is no draft any more


def keep_draft(*, request: Request, mode: str, text: str, by: Actor) -> Draft | None:
    """Keep the text as the person's draft of that mode; an empty one drops it. No journal row: nothing has happened yet.

    None, and nothing is kept, for an empty text, an unknown mode, or a text that was sent a moment ago.
    """
    if by.person is None or mode not in WRITTEN_BY_STAFF:
        return None
    text = text.replace("\x00", "")[: int(rule("desk.draft_most_signs"))]
    sent = Note.objects.filter(
        request=request, by=by.person, kind=mode, at__gte=now() - LATE, text=text.strip()
    )
    if not text.strip() or sent.exists():
        drop_draft(request=request, mode=mode, by=by)
        return None
    draft, _new = Draft.objects.update_or_create(
        person=by.person, request=request, mode=mode, defaults={"text": text, "at": now()}
    )
    return draft


def drop_draft(*, request: Request, mode: str, by: Actor) -> None:
    """The text was sent, or is no longer wanted. The second time nothing happens."""
    if by.person is not None:
        Draft.objects.filter(person=by.person, request=request, mode=mode).delete()
