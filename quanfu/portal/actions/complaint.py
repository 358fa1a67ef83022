"""A customer complains by the web form, without an account (CMP-1)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from quanfu.core.actor import Actor
from quanfu.desk.actions.complaint import relate_complaint
from quanfu.desk.enums import Kind
from quanfu.desk.queries.complaint import case_of
from quanfu.desk.queries.request import request_of_customer
from quanfu.portal.actions.ask import submit_request

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Unit


@transaction.atomic
def submit_complaint(
    *, company: "Unit", nonce: str, from_address: str, contact_name: str, contact_phone: str, contact_email: str, body: str, wish: str,
    number: str, files: Sequence[UploadedFile], by: Actor,
) -> "Request":  # fmt: skip
    """Open a complaint; the same form sent again gives the same one. ``number`` of an earlier request counts only where the
    phone or mail is that request's own; a wrong one is passed over, as nobody shall learn of others by it."""
    request = submit_request(
        company=company, nonce=nonce, from_address=from_address, contact_name=contact_name, contact_phone=contact_phone,
        contact_email=contact_email, contact_company="", service_type=None, body=body, place="", expected_at=None, special_wish=wish,
        facts={}, files=files, by=by, kind=Kind.COMPLAINT,
    )  # fmt: skip
    proof = contact_phone[-4:] or contact_email
    earlier = request_of_customer(company=company, number=number, proof=proof) if number else None
    case = case_of(request)
    if earlier and case and case.regarding_id is None and earlier.pk != request.pk:
        relate_complaint(complaint=case, regarding=earlier, by=by)
    return request
