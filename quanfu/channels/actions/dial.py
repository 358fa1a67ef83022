"""Calling from a page."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.channels import events
from quanfu.channels.adapters.contract import NotSent
from quanfu.channels.adapters.phone import ADAPTER
from quanfu.channels.models import Extension
from quanfu.channels.queries.extension import telephone_of
from quanfu.core.errors import Refused
from quanfu.core.events import emit

if TYPE_CHECKING:
    from quanfu.org.models import Person


def dial_number(*, phone: str, by: "Person") -> Extension:
    """Let the person's own telephone ring and connect it with the number; the call itself is reported by the system.

    Refused without an extension, where the telephone system cannot dial, and with what it says when it will not.
    """
    extension = telephone_of(by)
    if extension is None:
        raise Refused(_("You have no extension: an administrator can enter it."), field="phone")
    if not ADAPTER.dials(extension.channel):
        raise Refused(_("The telephone system is not set up for dialling."), field="phone")
    try:
        ADAPTER.dial(extension.channel, extension=extension.number, number=phone)
    except NotSent as no:
        raise Refused(no.text, field="phone") from None
    with transaction.atomic():
        emit(events.CALL_DIALLED, extension, by=by, label=extension.number)
    return extension
