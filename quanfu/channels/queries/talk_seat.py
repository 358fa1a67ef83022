"""Who takes chats now, and how many they have."""

from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from quanfu.channels.enums import TalkState
from quanfu.channels.models import Talk, TalkSeat
from quanfu.core.clock import now
from quanfu.core.rules import rule
from quanfu.org.queries.roster import absent

if TYPE_CHECKING:
    from quanfu.org.models import Person


def seats_of(company_id: int) -> QuerySet[TalkSeat]:
    return TalkSeat.objects.filter(company=company_id, person__is_active=True).select_related("person")


def sits(person: "Person") -> bool:
    return TalkSeat.objects.filter(person=person).exists()


def is_staffed(company_id: int) -> bool:
    """Whether anybody takes chats who is not away."""
    people = list(seats_of(company_id).values_list("person_id", flat=True))
    return bool(set(people) - set(absent(people, now()))) if people else False


def free_people(company_id: int) -> "list[Person]":
    """Who can take one more chat: fewest first, then who has waited longest. Two queries."""
    seats = {seat.person_id: seat for seat in seats_of(company_id)}
    if not seats:
        return []
    live = dict(
        Talk.objects.filter(Q(state=TalkState.WITH_AGENT), agent__in=list(seats))
        .values_list("agent")
        .annotate(n=Count("pk"))
    )
    most = rule("channels.talks_per_agent", company=company_id)
    away = absent(list(seats), now())
    free = [s for pk, s in seats.items() if live.get(pk, 0) < most and pk not in away]
    return [s.person for s in sorted(free, key=lambda s: (live.get(s.person_id, 0), s.since))]
