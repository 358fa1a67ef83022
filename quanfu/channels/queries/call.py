"""Calls as pages and figures read them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, F, Q, QuerySet
from django.http import Http404

from quanfu.channels.enums import CallDirection
from quanfu.channels.models import Call
from quanfu.core.clock import now
from quanfu.core.push.topics import Asked, Change, Subscription, event
from quanfu.core.rules import rule
from quanfu.customers.permissions import CUSTOMER_SHOW
from quanfu.customers.queries.customer import customer_by_phone, customers_for, name_of_caller

if TYPE_CHECKING:
    from quanfu.customers.models import Customer
    from quanfu.org.models import Person


@dataclass(frozen=True)
class Answered:
    """Calls that came in during working hours, and those of them that were answered (KPI-9).

    A missed one whose caller was called back within the shift counts as answered, any other against the rate (INT-16).
    """

    calls: int = 0
    answered: int = 0
    quality: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        """Percent, one decimal; None without calls."""
        return (
            (Decimal(100 * self.answered) / self.calls).quantize(Decimal("0.1"), ROUND_HALF_UP)
            if self.calls
            else None
        )


def answered(companies: Collection[int], start: datetime, end: datetime) -> Answered:
    """Of the companies' calls with start ≤ at < end; one statement. Calls belong to companies, so units count none."""
    rows = Call.objects.filter(
        company__in=companies, at__gte=start, at__lt=end, in_hours=True, direction=CallDirection.IN
    )
    kept = Q(is_answered=True) | Q(returned_at__lte=F("return_due_at"))
    found = rows.aggregate(calls=Count("pk"), answered=Count("pk", filter=kept), quality=Avg("quality"))
    quality = (
        None
        if found["quality"] is None
        else Decimal(str(found["quality"])).quantize(Decimal("0.1"), ROUND_HALF_UP)
    )
    return Answered(found["calls"], found["answered"], quality)


def calls_for(by: "Person", permission: str) -> QuerySet[Call]:
    """Calls of the companies in reach, and those one answered oneself, newest first."""
    scope = by.scope(permission)
    reach = Q(company__in=scope.companies | scope.units)
    if scope.own:
        reach |= Q(person=by)
    return Call.objects.filter(reach).select_related("channel", "person").order_by("-at", "-id")


def with_callers(calls: QuerySet[Call], by: "Person") -> QuerySet[Call]:
    """Each with ``caller``: the name of who called, or None; in the same statement."""
    return calls.annotate(caller=name_of_caller(by))


def access_call(pk: int, *, by: "Person", permission: str) -> Call:
    """The call, or Http404 alike for absent and forbidden."""
    found = calls_for(by, permission).filter(pk=pk).select_related("company").first()
    if found is None:
        raise Http404("call")
    return found


def known_caller(call: Call, by: "Person") -> "Customer | None":
    """The customer who called, where this person may open them; None for nobody we know."""
    who = customer_by_phone(call.company, call.phone) if by.may(CUSTOMER_SHOW) else None
    return who if who and customers_for(by, CUSTOMER_SHOW).filter(pk=who.pk).exists() else None


def missed_calls_for(by: "Person", permission: str) -> QuerySet[Call]:
    """Callers who are to be called back and were not yet, those that wait longest first."""
    waiting = calls_for(by, permission).filter(return_due_at__isnull=False, returned_at=None)
    return waiting.order_by("return_due_at", "id")


def own_calls(by: "Person") -> QuerySet[Call]:
    """Calls at this person's telephone that are ringing or being spoken, or were not long ago: those a form may complete."""
    since = now() - timedelta(hours=int(rule("channels.call_hours")))
    return Call.objects.filter(person=by, at__gte=since).select_related("channel").order_by("-at", "-id")


def own_call(pk: int, by: "Person") -> Call:
    """A call at one's own telephone; Http404 for any other."""
    found = Call.objects.filter(pk=pk, person=by).select_related("company", "channel").first()
    if found is None:
        raise Http404("call")
    return found


def open_call_of(by: "Person", phone: str) -> Call | None:
    """The answered call from that phone at one's own telephone that no request was written down for yet."""
    return own_calls(by).filter(phone=phone, is_answered=True, request_number="").first() if phone else None


def call_facts(ids: list[int]) -> dict[int, dict[str, object]]:
    """What live screens are told: whose telephone it is at. One statement."""
    rows = (
        Call.objects.filter(pk__in=ids)
        .exclude(person=None)
        .values("pk", "person_id", "state", "direction", "is_answered")
    )
    return {row["pk"]: {**row, "keys": [("phone", row["person_id"])]} for row in rows}


class Telephone(Subscription):
    """Calls at one's own telephone: ``phone``."""

    def __init__(self, asked: Asked, person: "Person", locale: str) -> None:
        super().__init__(asked, person, locale)
        self.keys = (("phone", person.pk),)

    def tell(self, change: Change) -> Iterable[bytes]:
        facts = change.facts
        if (
            facts is None
            or facts.get("person_id") != self.person.pk
            or facts["direction"] == CallDirection.OUT
        ):
            return ()
        told = {"call": facts["pk"], "state": facts["state"], "answered": facts["is_answered"]}
        return (change.once("ring", lambda: event("ring", told, change.id)),)


def open_telephone(person: "Person", asked: Asked, locale: str) -> Telephone:
    return Telephone(asked, person, locale)
