"""Enquiries that come again and again and are answered without the library (KNB-2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from quanfu.core.clock import now
from quanfu.core.rules import rule
from quanfu.desk.enums import Kind
from quanfu.desk.models import Request, ServiceType
from quanfu.knowledge.enums import CandidateState
from quanfu.knowledge.queries.report import candidate_of

if TYPE_CHECKING:
    from quanfu.org.models import Unit

EXAMPLES = 5


@dataclass(frozen=True)
class Repeated:
    """A type of service that is asked about often. ``source``: its name in the library's list of candidates."""

    service_type: ServiceType
    source: str
    count: int
    examples: list[str]


def repeated_enquiries(company: "Unit") -> list[Repeated]:
    """Types with at least rule knowledge.candidate_enquiries enquiries within rule knowledge.candidate_days that no article
    answered. What was decided on counts from then on; what has its article in use is left out."""
    least = rule("knowledge.candidate_enquiries", company=company.pk)
    since = now() - timedelta(days=rule("knowledge.candidate_days", company=company.pk))
    rows = _uncited(company, since).values("service_type").annotate(n=Count("pk")).filter(n__gte=least)
    counts = {row["service_type"]: row["n"] for row in rows.order_by()}
    found = []
    for kind in ServiceType.objects.filter(pk__in=counts).select_related("parent").order_by("pk"):
        source = f"desk.service_type:{kind.pk}"
        known = candidate_of(company.pk, source)
        if known and known.state == CandidateState.WRITTEN and known.article and known.article.is_active:
            continue
        start = max(since, known.decided_at) if known and known.decided_at else since
        of_type = _uncited(company, start).filter(service_type=kind)
        if (count := of_type.count()) >= least:
            numbers = list(of_type.order_by("-opened_at").values_list("number", flat=True)[:EXAMPLES])
            found.append(Repeated(kind, source, count, numbers))
    return found


def _uncited(company: "Unit", since: datetime) -> QuerySet[Request]:
    return Request.objects.filter(
        company=company,
        kind=Kind.ENQUIRY,
        opened_at__gte=since,
        service_type__isnull=False,
        citations__isnull=True,
    )
