"""Thanking customers for what they suggest."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from quanfu.channels.actions.message import send_message
from quanfu.channels.enums import Way
from quanfu.core.actor import Actor
from quanfu.core.rules import rule
from quanfu.desk.models import Request

if TYPE_CHECKING:
    from quanfu.channels.models import Message


def thank(*, request: Request, by: Actor) -> "Message":
    """A message of thanks, by mail where the customer gave one, else by SMS; it stands in the message log (INT-15)."""
    way, to = (Way.MAIL, request.contact_email) if request.contact_email else (Way.SMS, request.contact_phone)
    with override(settings.LANGUAGE_CODE):
        usual = _(
            "{name}, thank you for your suggestion ({number}). We look into every one and tell you what comes of it."
        )
        text = str(rule("desk.suggestion_thanks", company=request.company_id)) or usual
        for place, value in (("{name}", request.contact_name), ("{number}", request.number)):
            text = text.replace(place, value)
        return send_message(
            company=request.company, way=way, to=to, subject=_("Thank you for your suggestion"), text=text, by=by,
            request_number=request.number,
        )  # fmt: skip
