"""Which channel a mail is for."""

from quanfu.channels.adapters.mail.guards import normal_address
from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel


def mail_channel(*, code: str = "", recipient: str = "") -> Channel | None:
    """The mail channel in use with this code; without one that with the recipient's address, else the oldest; None for none."""
    mail = Channel.objects.filter(kind=ChannelKind.MAIL, is_active=True).select_related("company").order_by("pk")
    if code:
        return mail.filter(code=code).first()
    found = list(mail)
    wanted = normal_address(recipient)
    named = (each for each in found if wanted and normal_address(each.address) == wanted)
    return next(named, found[0] if found else None)
