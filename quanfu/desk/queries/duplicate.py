"""Does somebody ask for the same again?"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import now
from quanfu.core.rules import rule
from quanfu.customers.queries.phone import normal_phone
from quanfu.desk.enums import State
from quanfu.desk.models import Request
from quanfu.desk.permissions import REQUEST_SHOW
from quanfu.desk.queries.request import visible_to

if TYPE_CHECKING:
    from quanfu.org.models import Person

SHOWN = 8
LOOKED_AT = 60


@dataclass(frozen=True)
class Duplicate:
    """A request that may say the same, and why it is thought so."""

    request: Request
    why: str | Promise
    similar: bool


def duplicates_for(
    by: "Person",
    *,
    phone: str = "",
    customer_id: int | None = None,
    subject: str = "",
    without: int | None = None,
) -> list[Duplicate]:
    """The same phone or customer with a request that is still open, or with a similar subject within
    desk.duplicate_days; similar ones first, then the newest. One query, none without phone and customer."""
    phone = normal_phone(phone)
    same = Q(contact_phone=phone) if phone else Q()
    if customer_id:
        same |= Q(customer=customer_id)
    if not same:
        return []
    since = now() - timedelta(days=int(rule("desk.duplicate_days")))
    recent = ~Q(state=State.CLOSED) | Q(opened_at__gte=since)
    rows = Request.objects.filter(visible_to(by, REQUEST_SHOW), same, recent, company=by.company_id).exclude(
        pk=without or 0
    )
    least = int(rule("desk.duplicate_similarity"))
    found = []
    for row in rows.select_related("responsible").order_by("-opened_at")[:LOOKED_AT]:
        similar = similarity(subject, row.subject) >= least if subject.strip() else False
        if similar or row.is_open:
            found.append(Duplicate(row, _("Similar subject") if similar else _("Still open"), similar))
    return sorted(found, key=lambda one: not one.similar)[:SHOWN]


def similarity(one: str, two: str) -> int:
    """How much two short texts have in common, in percent of pairs of neighbouring signs; order does not matter."""
    pairs = [
        {text[i : i + 2] for i in range(max(len(text) - 1, 1))}
        for text in ("".join(t.lower().split()) for t in (one, two))
    ]
    both = len(pairs[0] | pairs[1])
    return round(100 * len(pairs[0] & pairs[1]) / both) if both else 0
