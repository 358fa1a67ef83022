"""What was said in a talk goes further: to its request, and by mail after a visitor who has gone."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from quanfu.channels import events
from quanfu.channels.actions.message import send_message
from quanfu.channels.enums import Author, TalkState, Way
from quanfu.channels.models import Talk, Turn
from quanfu.channels.queries.talk import is_away, speaker
from quanfu.channels.queries.turn import transcript
from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.core.events import emit

if TYPE_CHECKING:
    from quanfu.channels.models import Message

MOST = 200  # talks that one sweep looks at


def pass_on_words(*, by: Actor) -> int:
    """Tell the requests of talks with people that their customer has said something; returns how many were told."""
    told = 0
    due = Talk.objects.filter(is_due=True).exclude(state=TalkState.ROBOT)
    for talk in due.select_related("company", "channel", "agent").order_by("pk")[:MOST]:
        with transaction.atomic():
            Talk.objects.filter(pk=talk.pk).update(is_due=False)
            new = Turn.objects.filter(talk=talk, author=Author.VISITOR, seq__gt=talk.heard).order_by("-seq")
            last = new.select_related("file").first()
            if (
                last
                and talk.request_number
                and Talk.objects.filter(pk=talk.pk, heard=talk.heard).update(heard=last.seq)
            ):
                text = last.text or (last.file.name if last.file else "")
                emit(
                    events.TALK_HEARD,
                    talk,
                    by=speaker(talk),
                    data={"request": talk.request_number, "text": text[:120]},
                )
                told += 1
    return told


@transaction.atomic
def mail_what_is_unread(*, talk_id: int, by: Actor) -> "Message | None":
    """Send after a visitor who has gone what agents said and they have not read; each turn once. None when they are there,
    have read it, or gave no address."""
    talk = Talk.objects.select_related("company", "channel").filter(pk=talk_id).first()
    if talk is None or not talk.email or not is_away(talk):
        return None
    known = max(talk.mailed, talk.read_by_visitor)
    unread = list(
        Turn.objects.filter(talk=talk, author=Author.AGENT, seq__gt=known)
        .select_related("person", "file")
        .order_by("seq")
    )
    if not unread or not Talk.objects.filter(pk=talk.pk, mailed=talk.mailed).update(mailed=unread[-1].seq):
        return None
    with override(talk.locale or None):
        said = "\n\n".join(
            f"{turn.person}: {turn.text or (turn.file.name if turn.file else '')}" for turn in unread
        )
        text = _(
            "While you were away, we answered in the chat:\n\n%(said)s\n\nYou can reply to this mail."
        ) % {"said": said}
        subject = _("Our answer to your chat") + (f" {talk.request_number}" if talk.request_number else "")
    return send_message(
        company=talk.company,
        way=Way.MAIL,
        to=talk.email,
        subject=subject,
        text=text,
        files=[turn.file for turn in unread if turn.file],
        by=by,
        request_number=talk.request_number,
    )


@transaction.atomic
def mail_transcript(*, talk: Talk, email: str, by: Actor) -> "Message":
    """The whole talk by mail, to the address the visitor gave for this chat. Refused for another one: a chat is no means to
    write to strangers."""
    if not talk.email or email.strip().lower() != talk.email:
        raise Refused(_("Give the mail address that you gave for this chat."), field="email")
    with override(talk.locale or None):
        subject, text = _("Your chat with us"), transcript(talk)
    return send_message(
        company=talk.company,
        way=Way.MAIL,
        to=talk.email,
        subject=subject,
        text=text,
        by=by,
        request_number=talk.request_number,
    )
