"""A customer asks by the web form."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.channels.enums import ChannelKind
from quanfu.channels.queries.channel import channel_for
from quanfu.core.clock import now
from quanfu.core.files import store_file
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.request import open_request
from quanfu.desk.enums import NoteKind
from quanfu.portal.actions.allowance import spend
from quanfu.portal.models import Submission

if TYPE_CHECKING:
    from quanfu.core.actor import Actor
    from quanfu.desk.models import Request, ServiceType
    from quanfu.org.models import Unit

LONGEST_SUBJECT = 60


def submit_request(
    *, company: "Unit", nonce: str, from_address: str, contact_name: str, contact_phone: str, contact_email: str,
    contact_company: str, service_type: "ServiceType | None", body: str, place: str, expected_at: datetime | None,
    special_wish: str, facts: dict[str, Any], files: Sequence[UploadedFile], by: "Actor",
    kind: str = "",
) -> "Request":  # fmt: skip
    """Open a request from the form; the same form sent again (same nonce, same words) gives the same request.

    The first line becomes the subject, the place stands below the words. Files become the customer's first message.
    Refused as open_request refuses, and beyond portal.requests_per_hour_per_address.
    """
    words = [
        nonce,
        contact_name,
        contact_phone,
        contact_email,
        body,
        place,
        special_wish,
        str(expected_at),
        facts,
    ]
    key = sha256(
        json.dumps(
            [company.pk, service_type and service_type.pk, *words, *([kind] if kind else [])], default=str
        ).encode()
    ).hexdigest()
    if known := _submitted(key):
        return known
    try:
        with transaction.atomic():
            spend(kind="requests", address=from_address, by=by)
            request = open_request(
                company=company, channel=channel_for(company, ChannelKind.PORTAL), subject=_subject(body), by=by,
                body=f"{body}\n\n{_('Place')}: {place}" if place else body, contact_name=contact_name,
                contact_phone=contact_phone, contact_email=contact_email, contact_company=contact_company,
                service_type=service_type, kind=kind, special_wish=special_wish, expected_at=expected_at, facts=facts,
            )  # fmt: skip
            if files:
                stored = [store_file(file, by=by) for file in files]
                add_note(
                    request=request,
                    kind=NoteKind.CUSTOMER,
                    text=_("Files to my request"),
                    by=by,
                    files=stored,
                )
            Submission.objects.create(key=key, request=request, at=now())
    except (
        IntegrityError
    ):  # the second click was as fast as the first: its transaction is undone, the first one's stands
        if known := _submitted(key):
            return known
        raise
    return request


def _submitted(key: str) -> "Request | None":
    found = Submission.objects.filter(key=key).select_related("request").first()
    return found.request if found else None


def _subject(body: str) -> str:
    first = body.strip().splitlines()[0].strip()
    return first if len(first) <= LONGEST_SUBJECT else f"{first[: LONGEST_SUBJECT - 1]}…"
