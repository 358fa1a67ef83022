"""Open work of a person, and what is being handed over."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from quanfu.core.errors import Http404
from quanfu.desk.enums import HandoverState, State
from quanfu.desk.models import Handover, Leftover, Request, SpecialReason
from quanfu.desk.permissions import HANDOVER_INDEX
from quanfu.desk.queries.request import visible_to
from quanfu.org.queries.roster import shift_of
from quanfu.org.queries.unit import companies_for

if TYPE_CHECKING:
    from quanfu.org.models import Person

DETAIL = ("request__service_type__parent", "request__unit", "giver", "taker")
UNFINISHED = [State.REGISTERED, State.IN_REVIEW, State.REFUSED, State.APPROVED, State.ORDERED]


def open_items(person_id: int) -> QuerySet[Request]:
    """What the person is handling, urgent ones first, then by limit."""
    mine = Request.objects.filter(responsible=person_id, state=State.ORDERED)
    return mine.select_related("service_type__parent", "unit", "field", "customer", "site__unit").order_by("priority", "due_at", "pk")  # fmt: skip


def items_to_sign_off(person_id: int) -> QuerySet[Request]:
    """Open items that nobody has been asked to take over yet."""
    asked = Handover.objects.filter(request=OuterRef("pk"), state=HandoverState.WAITING)
    return open_items(person_id).filter(~Exists(asked))


def handovers_to(person: "Person") -> QuerySet[Handover]:
    """What the person is asked to take over, the oldest first."""
    mine = Handover.objects.filter(taker=person.pk, state=HandoverState.WAITING)
    return mine.select_related(*DETAIL).order_by("asked_at", "pk")


def handovers_of(person: "Person") -> QuerySet[Handover]:
    """What the person has handed over and nobody has accepted yet; declined ones while it is still theirs."""
    mine = Handover.objects.filter(
        giver=person.pk, request__state=State.ORDERED, request__responsible=person.pk
    )
    return mine.filter(_unsettled()).select_related(*DETAIL).order_by("asked_at", "pk")


def handovers_near(person: "Person") -> QuerySet[Handover]:
    """Those of others in the leader's reach that nobody has accepted."""
    requests = Request.objects.filter(visible_to(person, HANDOVER_INDEX), state=State.ORDERED)
    near = Handover.objects.filter(_unsettled(), request__in=requests).exclude(giver=person.pk).exclude(taker=person.pk)  # fmt: skip
    return near.select_related(*DETAIL).order_by("asked_at", "pk")


def _unsettled() -> Q:
    """Waiting; or declined, with nothing newer asked for the request."""
    newer = Handover.objects.filter(request=OuterRef("request"), pk__gt=OuterRef("pk"))
    return Q(state=HandoverState.WAITING) | Q(~Exists(newer), state=HandoverState.DECLINED)


def access_handover(pk: int, *, by: "Person") -> Handover:
    """One that the person is asked to accept, answered or not; Http404 otherwise."""
    found = Handover.objects.filter(pk=pk, taker=by.pk).select_related(*DETAIL).first()
    if found is None:
        raise Http404
    return found


def special_reasons_of(company_id: int) -> QuerySet[SpecialReason]:
    return SpecialReason.objects.filter(company=company_id, is_active=True).order_by("name", "pk")


def special_reasons_for(by: "Person", permission: str) -> QuerySet[SpecialReason]:
    return SpecialReason.objects.filter(company__in=companies_for(by, permission)).select_related("company")


def leftovers_of(person: "Person") -> QuerySet[Leftover]:
    """What was still open at the end of a day and has no answer, while it is still open and theirs; oldest first."""
    mine = Leftover.objects.filter(person=person.pk, answered_at=None, request__state__in=UNFINISHED, request__responsible=person.pk)  # fmt: skip
    return mine.select_related("request__service_type__parent", "request__unit").order_by("day", "request__priority", "pk")  # fmt: skip


def leftovers_near(person: "Person") -> QuerySet[Leftover]:
    """Unanswered ones of others in the leader's reach."""
    requests = Request.objects.filter(visible_to(person, HANDOVER_INDEX), state__in=UNFINISHED)
    near = Leftover.objects.filter(answered_at=None, request__in=requests).exclude(person=person.pk)
    return near.select_related("request__service_type__parent", "request__unit", "person").order_by("day", "pk")  # fmt: skip


def access_leftover(pk: int, *, by: "Person") -> Leftover:
    """One's own, answered or not; Http404 otherwise."""
    found = Leftover.objects.filter(pk=pk, person=by.pk).select_related("request__unit", "request__responsible").first()  # fmt: skip
    if found is None:
        raise Http404
    return found


def received_on(day: date, *, until: time, companies: Collection[int]) -> QuerySet[Request]:
    """What came in on the day up to that time and is not done, with whoever must act; wished for later ones are not due."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first, last = datetime.combine(day, time.min, zone), datetime.combine(day, until, zone)
    tomorrow = first + timedelta(days=1)
    found = Request.objects.filter(company__in=companies, state__in=UNFINISHED, opened_at__gte=first, opened_at__lt=last)  # fmt: skip
    return found.exclude(expected_at__gte=tomorrow).select_related("responsible__unit", "unit")


def current_shift(person: "Person", at: datetime) -> datetime:
    """When the shift began that the person is in or has just ended; without a roster, the day."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return shift_of(person, at) or datetime.combine(at.astimezone(zone).date(), time.min, zone)
