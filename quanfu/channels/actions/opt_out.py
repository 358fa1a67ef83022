"""Who wants no more SMS."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.channels import events
from quanfu.channels.models import OptOut
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.customers.queries.phone import normal_phone

if TYPE_CHECKING:
    from quanfu.channels.models import Incoming
    from quanfu.org.models import Unit


@transaction.atomic
def stop_sms(*, company: "Unit", phone: str, by: Actor, words: str = "") -> OptOut:
    """No SMS of this company goes to the number any more; what was to go takes another way. Once more changes nothing.

    Refused (field "phone") for what is no number.
    """
    number = normal_phone(phone)
    if not number:
        raise Refused(_("This is no phone number."), field="phone")
    found, made = OptOut.objects.get_or_create(
        company=company, phone=number, defaults={"words": words.strip()[:60], "at": now()}
    )
    if made:
        emit(events.OPT_OUT_CREATED, found, by=by)
    return found


@transaction.atomic
def allow_sms(*, opt_out: OptOut, by: Actor) -> None:
    """The owner of the number wants SMS again."""
    emit(events.OPT_OUT_DELETED, opt_out, by=by)
    if not OptOut.objects.filter(pk=opt_out.pk).delete()[0]:
        raise AlreadyDone(_("Somebody has just removed it."))


def heed_stop(*, incoming: "Incoming", by: Actor) -> None:
    """What came in by SMS is a word that ends them (channels.stop_words)."""
    if word := incoming.facts.get("stop"):
        stop_sms(company=incoming.company, phone=incoming.phone or incoming.sender, words=str(word), by=by)
