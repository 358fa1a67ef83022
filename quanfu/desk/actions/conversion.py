"""Making a request out of an enquiry, without typing again (INT-12)."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.desk.actions.link import link_requests
from quanfu.desk.actions.request import open_request
from quanfu.desk.enums import Kind, LinkKind
from quanfu.desk.models import Request

if TYPE_CHECKING:
    from quanfu.desk.models import ServiceType


def convert_enquiry(
    *,
    enquiry: Request,
    service_type: "ServiceType | None",
    subject: str,
    body: str,
    by: Actor,
    priority: int | None = None,
) -> Request:
    """A new request of that type: customer, contact, place, channel and text come along, both are linked.

    Refused for what is no enquiry.
    """
    if enquiry.kind != Kind.ENQUIRY:
        raise Refused(_("Only an enquiry is made into a request."))
    with transaction.atomic():
        request = open_request(
            company=enquiry.company, channel=enquiry.channel, subject=subject, body=body, by=by, customer=enquiry.customer,
            site=enquiry.site, group=enquiry.group, contact_name=enquiry.contact_name, contact_phone=enquiry.contact_phone,
            contact_email=enquiry.contact_email, contact_company=enquiry.contact_company, service_type=service_type,
            special_wish=enquiry.special_wish, priority=enquiry.priority if priority is None else priority,
        )  # fmt: skip
        link_requests(request=enquiry, other=request, kind=LinkKind.RELATED, by=by)
    return request
