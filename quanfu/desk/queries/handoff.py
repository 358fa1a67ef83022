"""How often a customer had to begin again with somebody else (CMP-20, KPI-11)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Note, Request
from quanfu.desk.queries.figures import Slice
from quanfu.org.queries.person import people_of_company

if TYPE_CHECKING:
    from quanfu.org.models import Person

SPOKEN = Q(notes__kind__in=[NoteKind.REPLY, NoteKind.CALL], notes__by__isnull=False)


def with_handoffs(requests: QuerySet[Request]) -> QuerySet[Any]:
    """Each request with ``handoffs``: the colleagues who spoke or wrote to the customer (who took it, replies, calls), less one;
    nobody or one: 0. Telling the result is a call too, private notes are not."""
    others = Count(
        "notes__by", filter=SPOKEN & (Q(opened_by=None) | ~Q(notes__by=F("opened_by"))), distinct=True
    )
    counted = requests.annotate(others=others)
    return counted.annotate(
        handoffs=Case(
            When(opened_by__isnull=False, then=F("others")),
            When(others__gt=0, then=F("others") - Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )
    )


def handoffs_of(request: Request) -> int:
    found: int = with_handoffs(Request.objects.filter(pk=request.pk)).values_list("handoffs", flat=True)[0]
    return found


def average_handoffs(requests: QuerySet[Request]) -> Decimal | None:
    """Hand-offs per case, two decimals: of cases with 0, 1 and 3 it is 1.33. None without cases; one query."""
    found = with_handoffs(requests).order_by().aggregate(cases=Count("pk"), sum=Sum("handoffs"))
    if not found["cases"]:
        return None
    return (Decimal(found["sum"]) / found["cases"]).quantize(Decimal("0.01"), ROUND_HALF_UP)


def handoff_figure(part: Slice) -> Decimal | None:
    """The same for the requests that came in within a period and reach."""
    return average_handoffs(Request.objects.filter(part.where("opened_at")))


def speakers_of(request: Request) -> QuerySet["Person"]:
    """The colleagues who spoke or wrote to the customer of a request, by name."""
    wrote = Note.objects.filter(request=request, kind__in=[NoteKind.REPLY, NoteKind.CALL]).values("by")
    return people_of_company(request.company_id).filter(Q(pk__in=wrote) | Q(pk=request.opened_by_id))
