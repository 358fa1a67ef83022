"""The figures about complaints of a period: rate, retention by outcome, hand-offs, causes, weak links."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from quanfu.core.clock import now
from quanfu.core.rules import rule
from quanfu.desk.enums import Cause, Kind, Outcome
from quanfu.desk.models import Complaint, Request
from quanfu.desk.queries.complaint import hidden_from
from quanfu.desk.queries.failure_point import weak_links
from quanfu.desk.queries.figures import Slice, Volume, volumes
from quanfu.desk.queries.handoff import average_handoffs, handoff_figure
from quanfu.desk.queries.owner_change import changed_owners

if TYPE_CHECKING:
    from quanfu.core.access import Scope
    from quanfu.org.models import Person

# references of the trade: how many come back (CMP-14)
REFERENCES = {
    Outcome.UNSOLVED: "desk.retention_unsolved",
    Outcome.BASIC: "desk.retention_basic",
    Outcome.QUICK: "desk.retention_quick",
}


@dataclass(frozen=True)
class Kept:
    """Customers whose complaint ended so, how many of them came back, and the reference. Shares in per cent."""

    outcome: Outcome
    customers: int
    back: int
    reference: int

    @property
    def share(self) -> Decimal | None:
        return share_of(self.back, self.customers, "1")


def share_of(part: int, whole: int, to: str = "0.01") -> Decimal | None:
    """In per cent, rounded half up to ``to``; None of nothing. 3 of 600 is 0.50."""
    return (Decimal(100 * part) / whole).quantize(Decimal(to), ROUND_HALF_UP) if whole else None


def retention(scope: "Scope", start: datetime, end: datetime) -> list[Kept]:
    """By outcome class: the customers of complaints decided in the period who asked for something else within
    desk.retention_days afterwards, beside the reference. One query; a customer with two complaints counts for each class."""
    reach = Q(company__in=scope.companies) | Q(request__unit__in=scope.units)
    decided = Complaint.objects.filter(
        reach, solved_at__gte=start, solved_at__lt=end, request__customer__isnull=False
    )
    days = timedelta(days=int(rule("desk.retention_days")))
    again = Request.objects.filter(
        customer=OuterRef("request__customer"), opened_at__gt=OuterRef("solved_at"), opened_at__lte=OuterRef("solved_at") + days
    ).exclude(pk=OuterRef("request_id")).exclude(kind=Kind.COMPLAINT)  # fmt: skip
    rows = decided.annotate(back=Exists(again)).values("outcome").annotate(
        customers=Count("request__customer", distinct=True),
        kept=Count("request__customer", filter=Q(back=True), distinct=True),
    ).order_by()  # fmt: skip
    found = {row["outcome"]: row for row in rows}
    none = {"customers": 0, "kept": 0}
    return [
        Kept(
            outcome, found.get(outcome, none)["customers"], found.get(outcome, none)["kept"], int(rule(code))
        )
        for outcome, code in REFERENCES.items()
    ]


def complaint_rate(volume: Volume) -> Decimal | None:
    """Complaints / service volume in per cent, both by the day they came in (CMP-15, AMB-31)."""
    return share_of(volume.complaints, volume.requests)


def causes(scope: "Scope", start: datetime, end: datetime, by: "Person") -> list[tuple[str, int]]:
    """Complaints of the period by cause, most first."""
    reach = Q(company__in=scope.companies) | Q(request__unit__in=scope.units)
    found = Complaint.objects.filter(reach, opened_at__gte=start, opened_at__lt=end).exclude(hidden_from(by))
    rows = found.values_list("cause").annotate(cases=Count("pk")).order_by("-cases", F("cause"))
    labels: dict[str, Any] = dict(Cause.choices)
    return [(str(labels.get(cause, _("Not found yet"))), cases) for cause, cases in rows]


def report_for(by: "Person", permission: str, since: date, until: date) -> dict[str, Any]:
    """Everything the report shows, both days inclusive, within the reader's reach."""
    scope = by.scope(permission)
    start, end = _midnight(since), _midnight(until + timedelta(days=1))
    part = Slice(start, end, scope)
    volume = sum(volumes(part).values(), Volume())
    companies: Collection[int] = scope.companies or {by.company_id}
    days, least = int(rule("desk.failure_days")), int(rule("desk.failure_hits"))
    return {
        "since": since, "until": until, "volume": volume, "rate": complaint_rate(volume), "kept": retention(scope, start, end),
        "handoffs": handoff_figure(part), "handoffs_of_complaints": average_handoffs(
            Request.objects.filter(part.where("opened_at"), kind=Kind.COMPLAINT)),
        "weak": weak_links(since=now() - timedelta(days=days), least=1, companies=companies), "least": least, "weak_days": days,
        "owners_changed": changed_owners(
            Q(company__in=scope.companies) | Q(request__unit__in=scope.units), start, end),
        "causes": causes(scope, start, end, by),
    }  # fmt: skip


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
