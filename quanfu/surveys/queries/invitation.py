"""Invitations as pages and other contexts read them."""

from typing import TYPE_CHECKING

from django.core import signing
from django.urls import reverse

from quanfu.customers.queries.phone import normal_phone
from quanfu.surveys.models import Invitation

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Unit

_SALT = "surveys.invitation.rate"
_ALL = ("request__customer", "request__company", "company", "questionnaire", "answer", "message")


def invitation_token(invitation: Invitation) -> str:
    """What the customer's link carries: the id, signed, so that nobody can guess another's."""
    return signing.Signer(salt=_SALT).sign(str(invitation.pk))


def rating_path(invitation: Invitation) -> str:
    return reverse("portal:rating.show", args=[invitation_token(invitation)])


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation that a link names, or None for a forged one."""
    try:
        pk = int(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Invitation.objects.select_related(*_ALL).filter(pk=pk).first()


def invitation_of(request: "Request") -> Invitation | None:
    return Invitation.objects.select_related(*_ALL).filter(request=request).first()


def rateable_of_phone(company: "Unit", phone: str) -> Invitation | None:
    """What an SMS from this number rates: the latest unanswered invitation, else the latest answered one, which it changes."""
    if found := open_invitation_of_phone(company, phone):
        return found
    number = normal_phone(phone)
    mine = (
        Invitation.objects.select_related(*_ALL).filter(company=company, phone=number)
        if number
        else Invitation.objects.none()
    )
    return mine.order_by("-at", "-pk").first()


def open_invitation_of_phone(company: "Unit", phone: str) -> Invitation | None:
    """The latest unanswered invitation of the company that an SMS from this number can mean."""
    number = normal_phone(phone)
    if not number:
        return None
    found = Invitation.objects.select_related(*_ALL).filter(company=company, phone=number, answer=None)
    return found.order_by("-at", "-pk").first()
