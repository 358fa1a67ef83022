"""The first answer to what opened a request: we have it, under this number, and this is what happens next."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from quanfu.channels.actions.auto_answer import answer_automatically, answer_on_channel
from quanfu.channels.enums import ChannelKind, Way
from quanfu.channels.queries.auto_answer import may_answer_now
from quanfu.channels.queries.channel import way_of
from quanfu.channels.queries.opening import closed_note
from quanfu.channels.queries.reach import objection_to
from quanfu.core.actor import Actor
from quanfu.desk.models import Request
from quanfu.desk.queries.request import tracking_path

if TYPE_CHECKING:
    from quanfu.channels.models import Incoming, Message


def confirm_by_mail(*, incoming: "Incoming", by: Actor) -> "Message | None":
    """Confirm a request that this mail opened, in the channel's language. It quotes nothing of what came.

    None for a mail that opened none, and where a machine may not answer (quanfu.channels.actions.auto_answer).
    """
    opened = incoming.request_number and incoming.thread != incoming.request_number
    if incoming.channel.kind != ChannelKind.MAIL or not opened:
        return None
    request = (
        Request.objects.select_related("company", "channel").filter(number=incoming.request_number).first()
    )
    if request is None:
        return None
    with override(incoming.channel.setting("language", settings.LANGUAGE_CODE)):
        subject = _("%(number)s: we have received your request") % {"number": request.number}
        return answer_automatically(incoming=incoming, subject=subject, text=_text(request), by=by)


def confirm_where_they_wrote(*, incoming: "Incoming", by: Actor) -> "Message | None":
    """Confirm a request that an SMS or a message of a messenger opened, in two lines: its number, and when we are closed.

    None where the channel does not confirm or cannot answer, where the words went to a request that was there, and for a
    sender who has had their share of automatic answers.
    """
    channel, sender = incoming.channel, incoming.sender
    opened = (
        Request.objects.filter(number=incoming.request_number, source_key=str(incoming.pk))
        .select_related("company")
        .first()
    )
    if opened is None or not channel.confirms or way_of(channel) not in (Way.CHANNEL, Way.SMS):
        return None
    if not may_answer_now(company_id=incoming.company_id, address=sender):
        return None
    with override(settings.LANGUAGE_CODE):
        text = _("We have received your message. Your request has the number %(number)s.") % {
            "number": opened.number
        }
        text = "\n".join(part for part in (text, closed_note(channel)) if part)
        if objection_to(
            incoming.company_id, way_of(channel), sender, text, channel
        ):  # say, no template for it is approved
            return None
        return answer_on_channel(incoming=incoming, text=text, by=by)


def _text(request: Request) -> str:
    channel = request.channel
    said = {
        "company": request.company.name, "number": request.number, "hours": channel.max_hours,
        "due": localtime(request.due_at).strftime("%Y-%m-%d %H:%M"), "link": f"{settings.PUBLIC_URL}{tracking_path(request)}",
    }  # fmt: skip
    parts = [
        _("Hello, %(company)s has received your mail. Your request has the number %(number)s.") % said,
        _("What happens next: a colleague reads it, sees to it that it comes to the right people, and answers you by mail.") % said,
        _("You hear from us within %(hours)s hours, at the latest by %(due)s.") % said,
    ]  # fmt: skip
    if note := closed_note(channel):
        parts.insert(1, note)
    if channel.hours:
        parts.append(_("We are there: %(hours)s") % {"hours": channel.hours})
    parts.append(_("How it stands: %(link)s") % said)
    parts.append(_("If you wish to add something, answer this mail. This message was written automatically."))
    return "\n\n".join(parts)
