"""A talk as its visitor sees it."""

from typing import TYPE_CHECKING, Any

from quanfu.channels.adapters.chat.forms import CONTACT
from quanfu.channels.enums import TalkState
from quanfu.channels.queries.opening import opening_of
from quanfu.channels.queries.talk import is_open, place_of, shown_greeting, shown_name
from quanfu.core.rules import rule
from quanfu.desk.queries.request import request_by_number
from quanfu.surveys.queries.answer import answer_of

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Talk


def window_of(channel: "Channel") -> dict[str, Any]:
    """What a window must know before anything is said."""
    return {
        "name": shown_name(channel), "company": channel.company.label, "greeting": shown_greeting(channel), "robot": bool(channel.settings.get("robot")),
        "open": is_open(channel), "opens": "" if opening_of(channel).is_open else opening_of(channel).text, "longest": rule("channels.talk_longest", company=channel.company_id),
        "megabytes": rule("core.file_megabytes"), "fields": {name: channel.settings.get(f"ask_{name}", "off") for name in CONTACT},
    }  # fmt: skip


def state_of(talk: "Talk") -> dict[str, Any]:
    """Where the talk stands: with whom, how many are before and whether anybody is there, what the other side has read."""
    place, minutes = place_of(talk)
    return {
        "state": talk.state, "place": place, "minutes": minutes, "open": not place or is_open(talk.channel), "agent": talk.agent.name if talk.agent else "", "read": talk.read_by_agent,
        "seen": talk.read_by_visitor, "reachable": bool(talk.phone or talk.email),
        "number": talk.request_number, "email": talk.email, "rate": may_rate(talk),
    }  # fmt: skip


def may_rate(talk: "Talk") -> bool:
    """Once a person has answered and the talk is over, until it is rated."""
    if talk.state != TalkState.ENDED or talk.answered_at is None or not talk.request_number:
        return False
    request = request_by_number(talk.request_number)
    return request is not None and answer_of(request) is None
