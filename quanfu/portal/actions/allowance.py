"""How much one network address may do."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.rules import rule
from quanfu.core.subscriber import subscriber
from quanfu.portal.models import Allowance


def spend(*, kind: str, address: str, by: Actor) -> None:
    """Count one use of ``kind`` (requests, remarks, searches) in this hour. Refused beyond portal.<kind>_per_hour_per_address.

    Joins the transaction around it: what is refused there later is not counted. ``by`` is not kept: no journal row.
    """
    most = rule(f"portal.{kind}_per_hour_per_address")
    row = {
        "kind": kind,
        "address": _digest(address),
        "hour": now().replace(minute=0, second=0, microsecond=0),
    }
    if _count(row, most):
        return
    try:
        with transaction.atomic():
            Allowance.objects.create(**row, spent=1)
        return
    except IntegrityError:  # it exists: somebody was faster, or it is used up
        if _count(row, most):
            return
    raise Refused(
        _("There were very many attempts from your network address. Please try again in an hour, or call us.")
    )


def forget_allowances(*, by: Actor) -> int:
    """Delete the counters that no limit looks at any more; returns their number."""
    before = now() - timedelta(days=rule("portal.allowance_days"))
    return Allowance.objects.filter(hour__lt=before).delete()[0]


def _count(row: dict[str, object], most: int) -> bool:
    return bool(Allowance.objects.filter(**row, spent__lt=most).update(spent=F("spent") + 1))


def _digest(address: str) -> str:
    return salted_hmac("quanfu.portal.allowance", subscriber(address)).hexdigest()[:40]
