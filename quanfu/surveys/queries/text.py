"""Whom an invitation goes to and what it says."""

from typing import TYPE_CHECKING

from django.conf import settings

from quanfu.channels.enums import Way
from quanfu.core.rules import rule
from quanfu.customers.queries.phone import normal_phone
from quanfu.surveys.models import Invitation
from quanfu.surveys.queries.invitation import rating_path

if TYPE_CHECKING:
    from quanfu.desk.models import Request


def addresses_of(request: "Request") -> tuple[str, str]:
    """(mail, normalised phone) of the one who asked, else of the customer's record."""
    customer = request.customer
    email = request.contact_email or (customer.email if customer else "")
    phone = normal_phone(request.contact_phone) or (customer.phone if customer else "")
    return email, phone


def texts_of(invitation: Invitation) -> tuple[str, str]:
    """(subject, text) in the server's language: why and how to rate (EVA-1); SMS has both in one short text (FBK-4)."""
    request, language = invitation.request, "en" if settings.LANGUAGE_CODE.startswith("en") else "zh"
    values = {
        "name": request.contact_name, "company": str(request.company), "number": request.number,
        "subject": request.subject, "link": f"{settings.PUBLIC_URL}{rating_path(invitation)}",
    }  # fmt: skip
    why, how, subject, short = (
        str(rule(f"surveys.invitation_{part}_{language}", company=invitation.company_id))
        for part in ("why", "how", "subject", "sms")
    )
    if invitation.way in (Way.SMS, Way.CHANNEL):
        room = rule("surveys.longest_sms", company=invitation.company_id) - len(
            _filled(short, values | {"result": ""})
        )
        return _filled(subject, values), _filled(short, values | {"result": request.result[: max(room, 20)]})
    values["result"] = request.result
    return _filled(subject, values), f"{_filled(why, values)}\n\n{_filled(how, values)}"


def _filled(template: str, values: dict[str, str]) -> str:
    """Each {place} replaced once; a {word} nobody knows stays, so that no text of a person can break the sending."""
    parts: list[str] = []
    for piece in template.split("{"):
        name, closed, rest = piece.partition("}")
        known = closed and parts and name in values
        parts.append(f"{values[name]}{rest}" if known else f"{'{' if parts else ''}{piece}")
    return "".join(parts)
