"""Which channel a mail is for, and the mails of a request."""

from quanfu.channels.adapters.mail.guards import normal_address
from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel, Incoming

MOST_SHOWN = 50


def mail_channel(*, code: str = "", recipient: str = "") -> Channel | None:
    """The mail channel in use with this code; without one that with the recipient's address, else the oldest; None for none."""
    mail = (
        Channel.objects.filter(kind=ChannelKind.MAIL, is_active=True).select_related("company").order_by("pk")
    )
    if code:
        return mail.filter(code=code).first()
    found = list(mail)
    wanted = normal_address(recipient)
    named = (each for each in found if wanted and normal_address(each.address) == wanted)
    return next(named, found[0] if found else None)


def mails_of_request(company_id: int, number: str) -> list[Incoming]:
    """What came by mail about one request, oldest first, at most MOST_SHOWN. For pages that have authorised the request."""
    found = Incoming.objects.filter(company=company_id, request_number=number, channel__kind=ChannelKind.MAIL)
    return list(found.exclude(request_number="").order_by("pk").prefetch_related("files")[:MOST_SHOWN])


def mail_of_request(company_id: int, number: str, pk: int) -> Incoming | None:
    """One of them; None for any other."""
    found = Incoming.objects.filter(
        company=company_id, request_number=number, channel__kind=ChannelKind.MAIL, pk=pk
    )
    return found.exclude(request_number="").first()
