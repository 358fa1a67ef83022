"""Who gets which visitor: whoever has fewest chats gets who has waited longest; who leaves one waiting gets none."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from quanfu.channels import events
from quanfu.channels.actions.talk import end_talk, take_talk
from quanfu.channels.actions.turn import say
from quanfu.channels.enums import Author, TalkState
from quanfu.channels.models import Talk, TalkSeat, Turn
from quanfu.channels.queries.talk import waiting_of
from quanfu.channels.queries.talk_seat import free_people
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone
from quanfu.core.events import emit
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.org.models import Person

MOST = 200  # talks that one sweep looks at


@transaction.atomic
def give_waiting(*, company_id: int, by: Actor) -> int:
    """Give waiting talks to people who can take one more (channels.talks_per_agent); returns how many were given."""
    given = 0
    while waiting := _first_waiting(company_id):
        people = free_people(company_id)
        if not people:
            break
        try:
            with transaction.atomic():
                take_talk(talk=waiting, person=people[0], by=by)
            given += 1
        except AlreadyDone:
            break  # somebody else is giving just now
    return given


@transaction.atomic
def take_seat(*, person: "Person", by: Actor) -> None:
    """The person takes chats from now on, the first waiting ones at once. AlreadyDone when they do already."""
    seat, made = TalkSeat.objects.get_or_create(
        person=person, defaults={"company": person.company, "since": now()}
    )
    if not made:
        raise AlreadyDone(_("You take chats already."))
    emit(events.TALK_SEAT_TAKEN, seat, by=by)
    give_waiting(company_id=seat.company_id, by=by)


@transaction.atomic
def leave_seat(*, person: "Person", by: Actor) -> None:
    """No further chats for the person; they keep those they have."""
    seat = TalkSeat.objects.filter(person=person).first()
    if seat is None:
        raise AlreadyDone(_("You take no chats."))
    emit(events.TALK_SEAT_LEFT, seat, by=by)
    TalkSeat.objects.filter(pk=seat.pk).delete()


@transaction.atomic
def return_talk(*, talk_id: int, given_at: datetime, by: Actor) -> bool:
    """Back to its place in the queue when its agent has said nothing since they got it; they get no more until they say they
    are back. False when there is nothing to do."""
    talk = (
        Talk.objects.select_related("company", "channel", "agent")
        .filter(pk=talk_id, given_at=given_at)
        .first()
    )
    if talk is None or talk.state != TalkState.WITH_AGENT or talk.agent is None:
        return False
    if Turn.objects.filter(talk=talk, author=Author.AGENT, person=talk.agent, at__gte=given_at).exists():
        return False
    same = Talk.objects.filter(pk=talk.pk, state=TalkState.WITH_AGENT, given_at=given_at)
    if not same.update(state=TalkState.WAITING, agent=None, given_at=None):
        return False
    TalkSeat.objects.filter(person=talk.agent).delete()
    data = {"person": talk.agent_id, "request": talk.request_number}
    emit(
        events.TALK_RETURNED,
        talk,
        by=by,
        changes={"state": [TalkState.WITH_AGENT, TalkState.WAITING]},
        data=data,
    )
    with override(talk.locale or None):
        told = _("Sorry to keep you waiting. We are looking for somebody else.")
        say(talk=talk, author=Author.HOUSE, text=told, data={"state": True}, by=by)
    give_waiting(company_id=talk.company_id, by=by)
    return True


def give_all_waiting(*, by: Actor) -> int:
    """The same for all companies: a visitor may be back, or a colleague, without anybody having said so."""
    companies = Talk.objects.filter(state=TalkState.WAITING).order_by().values_list("company", flat=True)
    return sum(give_waiting(company_id=company_id, by=by) for company_id in companies.distinct())


def end_idle(*, by: Actor) -> int:
    """End talks in which nobody has said anything for channels.talk_idle_minutes, with the visitor gone; returns how many."""
    ended = 0
    at = now()
    quiet = at - timedelta(minutes=1)
    old = Talk.objects.exclude(state=TalkState.ENDED).filter(seen_at__lt=quiet, started_at__lt=quiet)
    for talk in old.select_related("company", "channel", "agent").order_by("seen_at")[:MOST]:
        idle = timedelta(minutes=rule("channels.talk_idle_minutes", company=talk.company_id))
        last = (
            Turn.objects.filter(talk=talk).order_by("-seq").values_list("at", flat=True).first()
            or talk.started_at
        )
        if talk.seen_at < at - idle and last < at - idle:
            try:
                end_talk(talk=talk, author=Author.HOUSE, by=by)
                ended += 1
            except AlreadyDone:
                continue
    return ended


def _first_waiting(company_id: int) -> Talk | None:
    waiting = waiting_of(company_id).order_by("waiting_since", "pk")
    return waiting.select_related("company", "channel", "agent").first()
