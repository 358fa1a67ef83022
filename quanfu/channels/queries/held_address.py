"""Held addresses as pages, the mails going out and the links in them read them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.channels.adapters.mail.guards import normal_address
from quanfu.channels.enums import HoldKind, Way
from quanfu.channels.models import HeldAddress
from quanfu.core.errors import Http404

if TYPE_CHECKING:
    from quanfu.channels.models import Message
    from quanfu.org.models import Person

SALT = "quanfu.channels.unsubscription"


def hold_of(message: "Message") -> HeldAddress | None:
    """What forbids to send this mail: its address is held back, or its owner wants nothing that goes to many."""
    kinds = [HoldKind.BOUNCED, HoldKind.UNSUBSCRIBED] if message.is_bulk else [HoldKind.BOUNCED]
    address = normal_address(message.to)
    if message.way != Way.MAIL or not address:
        return None
    held = HeldAddress.objects.filter(
        company=message.company_id, address=address, kind__in=kinds, released_at=None
    )
    return held.order_by("kind").first()


def why_held(held: HeldAddress) -> str:
    """The same in words."""
    if held.kind == HoldKind.UNSUBSCRIBED:
        return _("Its owner wants no invitations and notices by mail.")
    return _("The address is held back, as mails to it came back: %(reason)s") % {"reason": held.reason}


def wants_none(message: "Message") -> bool:
    """Whether the reader of a mail to many has said that they want no more of them, by whatever way."""
    held = HeldAddress.objects.filter(
        company=message.company_id, kind=HoldKind.UNSUBSCRIBED, released_at=None
    )
    return message.is_bulk and held.filter(address=normal_address(message.to)).exists()


def unsubscribe_url(message: "Message") -> str:
    """Where the reader stops mails to many, without signing in; the link is signed and names company and address."""
    token = signing.dumps([message.company_id, normal_address(message.to)], salt=SALT, compress=True)
    return f"{settings.PUBLIC_URL}{reverse('channels:unsubscription.create', args=[token])}"


def unsubscription_of(token: str) -> tuple[int, str]:
    """(company, address) of such a link; Http404 for one that is not ours."""
    try:
        company_id, address = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise Http404("unsubscription") from None
    return int(company_id), str(address)


def visible_to(by: "Person", permission: str) -> Q:
    """Held addresses of the companies in reach."""
    scope = by.scope(permission)
    return Q(company__in=scope.companies | scope.units)


def held_addresses_for(by: "Person", permission: str, *, state: str = "held") -> QuerySet[HeldAddress]:
    """Newest first; of ``state`` held or released."""
    found = (
        HeldAddress.objects.filter(visible_to(by, permission))
        .select_related("released_by")
        .order_by("-at", "-id")
    )
    return found.filter(released_at__isnull=state != "released")


def access_held_address(pk: int, *, by: "Person", permission: str) -> HeldAddress:
    """The held address, or Http404 alike for absent and forbidden."""
    found = HeldAddress.objects.filter(visible_to(by, permission), pk=pk).select_related("company").first()
    if found is None:
        raise Http404("held address")
    return found
