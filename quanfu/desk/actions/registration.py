"""What came on paper, at the counter or was read somewhere, entered by hand in three fields (INT-4)."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.customers.actions.customer import create_customer
from quanfu.desk.actions.request import open_request
from quanfu.desk.models import Request
from quanfu.desk.queries.sender import read_sender

if TYPE_CHECKING:
    from quanfu.channels.models import Channel
    from quanfu.org.models import Unit

LONGEST_SUBJECT = 60


def register_by_hand(*, company: "Unit", channel: "Channel", sender: str, text: str, by: Actor) -> Request:
    """Open a request from what a person read or heard: the same number, owner and clock as a call.

    ``sender`` is written as it stands there: a name, and a phone number or mail address if there is one. Who gave neither
    is known by the name alone. Refused without a name and without words.
    """
    name, phone, email = read_sender(sender)
    if not text.strip():
        raise Refused(_("Write what the customer wants."), field="text")
    if not (name or phone or email):
        raise Refused(_("Say who it is from."), field="sender")
    name = name or phone or email
    with transaction.atomic():
        unknown = not (phone or email)
        customer = create_customer(company=company, name=name, by=by) if unknown else None
        return open_request(
            company=company, channel=channel, subject=_subject(text), body=text.strip(), contact_name=name[:60], contact_phone=phone,
            contact_email=email, customer=customer, by=by,
        )  # fmt: skip


def _subject(text: str) -> str:
    first = text.strip().splitlines()[0].strip()
    return first if len(first) <= LONGEST_SUBJECT else f"{first[: LONGEST_SUBJECT - 1]}…"
