"""What may go out by SMS: to whom, how often, how long, in which words."""

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from quanfu.channels.adapters.sms.length import Length, length_of
from quanfu.channels.adapters.sms.template import Fit, fitting
from quanfu.channels.enums import MessageState, Way
from quanfu.channels.models import Message, OptOut, SmsTemplate
from quanfu.core.clock import today
from quanfu.core.rules import rule
from quanfu.customers.queries.phone import MOBILE, normal_phone

if TYPE_CHECKING:
    from quanfu.channels.models import Channel


def objection(channel: "Channel", to: str, text: str, *, besides: int = 0) -> str:
    """Why this text does not go to this number by SMS; '' if it does. ``besides``: pk of the message that is to go."""
    phone = normal_phone(to)
    if not (MOBILE.fullmatch(phone) or phone.startswith("+")):
        return _("%(to)s is no mobile number.") % {"to": to}
    if OptOut.objects.filter(company_id=channel.company_id, phone=phone).exists():
        return _("The owner of this number wants no more SMS.")
    most = int(rule("channels.sms_a_day", company=channel.company_id))
    start = datetime.combine(today(), time.min, timezone.get_current_timezone())
    sent = Message.objects.filter(
        company_id=channel.company_id, way=Way.SMS, to__in={to, phone}, at__gte=start, state__in=(MessageState.QUEUED, MessageState.SENT)
    ).exclude(pk=besides)  # fmt: skip
    if sent.count() >= most:
        return _("This number has had %(most)s SMS today, which is all it may have.") % {"most": most}
    return text_objection(channel, text)


def text_objection(channel: "Channel", text: str) -> str:
    """Why the provider would not send this text; '' if it would."""
    length, parts = full_length(channel, text), int(rule("channels.sms_parts", company=channel.company_id))
    if length.parts > parts:
        return _("The text makes %(has)s SMS (%(signs)s signs with the signature); at most %(most)s go out.") % {
            "has": length.parts, "signs": length.signs, "most": parts,
        }  # fmt: skip
    if not channel.setting("free_text") and fit_of(channel, text) is None:
        return _(
            "This text fits none of the approved SMS templates. Write it by one of them, or have it approved and add it under SMS templates."
        )
    return ""


def fit_of(channel: "Channel", text: str) -> Fit | None:
    """The approved template the text was written by."""
    rows = SmsTemplate.objects.filter(channel=channel, is_active=True).order_by("pk")
    return fitting(text, rows.values_list("code", "text"))


def full_length(channel: "Channel", text: str) -> Length:
    """With the signature in its brackets, as it is charged."""
    sign = channel.setting("sign")
    return length_of(f"【{sign}】{text}" if sign else text, seven_bits=bool(channel.setting("seven_bits")))
