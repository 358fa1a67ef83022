"""The daily check of the chain for blind spots (SLA-6)."""

from django.urls import reverse
from django.utils.translation import ngettext

from quanfu.core.actor import SYSTEM, Actor
from quanfu.org.actions.notification import notify
from quanfu.org.queries.unit import heads_by_id
from quanfu.sla.queries.gap import gaps_by_company


def tell_gaps(*, by: Actor = SYSTEM) -> int:
    """Tell the head of each company how many open requests have no owner, deadline or department; how many there are."""
    found = gaps_by_company()
    heads = heads_by_id(found) if found else {}
    for company, number in found.items():
        text = ngettext(
            "%(count)s open request has no owner, deadline or department",
            "%(count)s open requests have no owner, deadline or department", number,
        ) % {"count": number}  # fmt: skip
        notify(people=[heads.get(company)], text=text, url=reverse("sla:gap.index"), by=by)
    return sum(found.values())
