"""Talks as the visitor's window, the desk and the list of talks read them."""

import hashlib
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from quanfu.channels.enums import Author, ChannelKind, TalkState
from quanfu.channels.models import Channel, Talk
from quanfu.channels.queries.opening import opening_of
from quanfu.channels.queries.talk_seat import is_staffed
from quanfu.core.actor import Actor, visitor
from quanfu.core.clock import now
from quanfu.core.errors import Http404
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit

WITH = ("company", "channel", "agent")
DAY = timedelta(days=1)
LATELY = 20  # talks by which the waiting time is reckoned


def digest(token: str) -> str:
    """What is kept of a visitor's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def box(talk_id: int) -> str:
    """Where what happens in the talk is posted."""
    return f"talk:{talk_id}"


def speaker(talk: Talk) -> Actor:
    """The visitor as the journal names them."""
    return visitor(talk.name or str(Author.VISITOR.label))


def talk_by_token(token: str) -> Talk | None:
    """The talk of whoever holds the token: no other visitor can."""
    return Talk.objects.select_related(*WITH).filter(key=digest(token)).first() if token else None


def talks_by_tokens(tokens: Collection[str]) -> dict[str, Talk]:
    """The same for many in one statement, with their channels."""
    keys = {digest(token): token for token in tokens}
    return {keys[talk.key]: talk for talk in Talk.objects.select_related("channel").filter(key__in=keys)}


def talk_of_request(number: str) -> Talk | None:
    """The last talk that the request came from or went on in. For pages that have authorised the request."""
    if not number:
        return None
    return Talk.objects.select_related(*WITH).filter(request_number=number).order_by("-pk").first()


def live_talk_of(number: str) -> Talk | None:
    """The talk in which the request's customer can be answered at once."""
    found = talk_of_request(number)
    return found if found and found.is_live else None


def talks_of_requests(numbers: Collection[str]) -> QuerySet[Talk]:
    return Talk.objects.filter(request_number__in=numbers).exclude(request_number="").order_by("pk")


def chat_channel(key: str) -> Channel:
    """The web chat of that key, if it is in use; Http404."""
    found = (
        Channel.objects.select_related("company")
        .filter(key=key, kind=ChannelKind.CHAT, is_active=True)
        .first()
    )
    if found is None:
        raise Http404("channel")
    return found


def chat_of(company: "Unit") -> Channel | None:
    """The company's first web chat in use that customers are told of."""
    chats = Channel.objects.filter(company=company, kind=ChannelKind.CHAT, is_active=True, is_public=True)
    return chats.order_by("pk").first()


def shown_name(channel: Channel) -> str:
    """The title of the window in the language in force."""
    return (get_language() == "en" and channel.settings.get("name_en")) or channel.name


def shown_greeting(channel: Channel) -> str:
    """What a visitor is greeted with in the language in force; "" where nothing is set."""
    return (get_language() == "en" and channel.settings.get("greeting_en")) or channel.greeting


def is_open(channel: Channel) -> bool:
    """Whether a person would answer now: within its hours, and somebody takes chats."""
    return opening_of(channel).is_open and is_staffed(channel.company_id)


def waiting_of(company_id: int) -> QuerySet[Talk]:
    """The queue: whoever waits and is there. Who has gone is passed over, and has their place again when they come back."""
    here = now() - _away_after(company_id)
    return Talk.objects.filter(company=company_id, state=TalkState.WAITING, seen_at__gte=here)


def place_of(talk: Talk) -> tuple[int, int]:
    """(place in the queue, 1 is next; about how many minutes it will take); (0, 0) when it does not wait."""
    if talk.state != TalkState.WAITING or talk.waiting_since is None:
        return 0, 0
    ahead = Q(waiting_since__lt=talk.waiting_since) | Q(waiting_since=talk.waiting_since, pk__lt=talk.pk)
    place = waiting_of(talk.company_id).filter(ahead).count() + 1
    return place, max(1, round(place * _minutes_until_one_is_free(talk.company_id)))


def _minutes_until_one_is_free(company_id: int) -> float:
    """How long the last talks took, by the number of those under way: each of them makes room for one who waits. Without a
    talk of the last day channels.talk_wait_minutes."""
    ended = Talk.objects.filter(
        company=company_id, state=TalkState.ENDED, started_at__gt=now() - DAY, given_at__isnull=False
    )
    spans = list(ended.order_by("-started_at", "-pk").values_list("given_at", "ended_at")[:LATELY])
    if not spans:
        return float(rule("channels.talk_wait_minutes", company=company_id))
    took = (
        sum(((end - given).total_seconds() for given, end in spans if given and end), 0.0) / len(spans) / 60
    )
    under_way = Talk.objects.filter(company=company_id, state=TalkState.WITH_AGENT).count()
    return took / max(under_way, 1)


def is_away(talk: Talk) -> bool:
    """Whether the visitor's window has given no sign of life for channels.talk_away_seconds."""
    return now() - talk.seen_at > _away_after(talk.company_id)


def _away_after(company_id: int) -> timedelta:
    return timedelta(seconds=rule("channels.talk_away_seconds", company=company_id))


def visible_to(by: "Person", permission: str) -> Q:
    """Talks of the companies in reach; one's own always."""
    scope = by.scope(permission)
    return Q(company__in=scope.companies | scope.units) | Q(agent=by)


def talks_for(by: "Person", permission: str, *, state: str = "") -> QuerySet[Talk]:
    """The list of talks, newest first."""
    found = Talk.objects.filter(visible_to(by, permission)).select_related("agent", "channel")
    return (found.filter(state=state) if state else found).order_by("-started_at", "-pk")


def access_talk(pk: int, *, by: "Person", permission: str) -> Talk:
    """The talk, or Http404 alike for absent and forbidden."""
    found = Talk.objects.select_related(*WITH).filter(visible_to(by, permission), pk=pk).first()
    if found is None:
        raise Http404("talk")
    return found
