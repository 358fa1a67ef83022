"""Saying something in a talk. A visitor's message is one insert and one post; what follows from it is a job's."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from quanfu.channels.actions.breach import hold_limit
from quanfu.channels.enums import Author, LimitKind, TalkState
from quanfu.channels.models import Talk, Turn
from quanfu.channels.queries.talk import box
from quanfu.channels.queries.turn import shown, shown_file
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.push import post
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.core.models import StoredFile
    from quanfu.org.models import Person

SWEEP = 1.0  # seconds until what was said moves the request's row: a burst of messages moves it once
_sweep_at = float("-inf")  # until when this process has a sweep on its way

# The number within the talk comes from the very insert; of two at the same moment one finds it taken and asks again.
_INSERT = """INSERT INTO channels_turn (talk_id, seq, author, person_id, text, file_id, data, nonce, at)
SELECT t.id, COALESCE((SELECT MAX(seq) FROM channels_turn WHERE talk_id = t.id), 0) + 1, CAST(%s AS varchar(8)), CAST(%s AS bigint),
CAST(%s AS text), CAST(%s AS bigint), {json}, CAST(%s AS varchar(40)), {at}
FROM channels_talk t WHERE t.id = %s {live} ON CONFLICT DO NOTHING RETURNING seq"""
_TRIES = 20


@dataclass(frozen=True)
class Said:
    """What a visitor said: text, or a file with its name as the text."""

    talk_id: int
    text: str
    nonce: str
    file: "StoredFile | None" = None


def hear_visitors(*, said: Sequence[Said], by: Actor) -> list[dict[str, Any] | None]:
    """Keep what visitors said, all in one transaction, and post it; for each the turn as windows show it, None where its
    talk has ended. A nonce that is known gives the turn that is there. No journal row: the turn is the record.
    """
    if not said:
        return []
    at, found = now(), list[dict[str, Any] | None]()
    with transaction.atomic():
        for each in said:
            file = each.file
            seq = _insert(
                each.talk_id, Author.VISITOR, None, each.text, file, None, each.nonce, at, live=True
            )
            if seq is None:
                kept = Turn.objects.select_related("person", "file").filter(
                    talk=each.talk_id, nonce=each.nonce
                )
                known = kept.exclude(nonce="").first()
                found.append(shown(known) if known else None)
                continue
            turn: dict[str, Any] = {
                "seq": seq,
                "author": "visitor",
                "name": "",
                "text": each.text,
                "at": int(at.timestamp() * 1000),
            }
            found.append(turn | ({"file": shown_file(file)} if file else {}))
        _look_soon({each.talk_id for each, turn in zip(said, found, strict=True) if turn})
    for each, heard in zip(said, found, strict=True):
        if heard:
            transaction.on_commit(_posting(each.talk_id, heard), robust=True)
    return found


@transaction.atomic
def say(
    *, talk: Talk, author: str, text: str, by: Actor, person: "Person | None" = None, file: "StoredFile | None" = None,
    data: dict[str, Any] | None = None,
) -> int:  # fmt: skip
    """Say something to the visitor, posted after commit; returns its number. Also in a talk that has ended: the last word."""
    at = now()
    seq = _insert(talk.pk, author, person, text, file, data, "", at, live=False)
    turn = {
        "seq": seq, "author": str(author), "name": person.name if person else "", "text": text, "at": int(at.timestamp() * 1000),
        **({"data": data} if data else {}), **({"file": shown_file(file)} if file else {}),
    }  # fmt: skip
    transaction.on_commit(_posting(talk.pk, turn), robust=True)
    assert seq is not None
    return seq


def answer_visitor(
    *, talk: Talk, text: str, person: "Person", files: "Sequence[StoredFile]", note: int | None, by: Actor
) -> bool:
    """An agent's answer reaches the visitor while the talk is live; False when it has ended meanwhile. Whoever answers a
    waiting visitor has taken the talk. What the visitor does not read is sent after them by mail."""
    from quanfu.channels.actions.talk import (
        take_talk,  # talks are written to by talk.py, which says things by this module
    )
    from quanfu.channels.jobs import mail_unread

    with transaction.atomic():
        talk = Talk.objects.select_related("company", "channel", "agent").get(pk=talk.pk)
        if talk.state == TalkState.ENDED:
            return False
        if talk.agent_id != person.pk:
            take_talk(talk=talk, person=person, by=by)
        say(
            talk=talk,
            author=Author.AGENT,
            text=text,
            person=person,
            data={"note": note} if note else None,
            by=by,
        )
        for file in files:
            say(talk=talk, author=Author.AGENT, text="", person=person, file=file, data={"note": note}, by=by)
        at = now()
        if Talk.objects.filter(pk=talk.pk, answered_at=None).update(answered_at=at):
            hold_first_answer(talk=talk, by=by)
        away = timedelta(seconds=rule("channels.talk_away_seconds", company=talk.company_id) + 5)
        mail_unread.using(run_after=at + away).enqueue(talk_id=talk.pk)
    return True


def hold_first_answer(*, talk: Talk, by: Actor) -> None:
    """Compare what the visitor has waited for a person with the channel's limit (INT-6); nothing for who wanted none."""
    if talk.waiting_since is not None:
        took = int((now() - talk.waiting_since).total_seconds())
        hold_limit(
            channel=talk.channel,
            kind=LimitKind.SECONDS,
            took=took,
            source_key=f"talk {talk.pk}",
            request_number=talk.request_number,
            by=by,
        )


def mark_read(*, talk_id: int, seq: int, visitor: bool, by: Actor) -> None:
    """Everything up to that turn was read, by the visitor or by an agent; the other side is told."""
    name = "read_by_visitor" if visitor else "read_by_agent"
    last = Turn.objects.filter(talk=talk_id).order_by("-seq").values_list("seq", flat=True).first() or 0
    seq = min(seq, last)
    if Talk.objects.filter(pk=talk_id, **{f"{name}__lt": seq}).update(**{name: seq}):
        told = {"by": "visitor" if visitor else "agent", "seq": seq}
        transaction.on_commit(lambda: post(box(talk_id), "read", told, hint={"seq": seq}), robust=True)


def tell_typing(*, talk_id: int, visitor: bool, name: str, by: Actor) -> None:
    """That one side is writing, to the other; kept nowhere."""
    post(box(talk_id), "typing", {"by": "visitor" if visitor else "agent", "name": name}, hint={})


def require_sayable(*, text: str, most: int) -> str:
    """The text without what no screen shows; Refused when empty or longer than ``most``."""
    clean = text.replace("\0", "").replace("\r\n", "\n").strip()
    if not clean:
        raise Refused(_("Write something first."), field="text")
    if len(clean) > most:
        raise Refused(_("Please keep to %(most)s characters.") % {"most": most}, field="text")
    return clean


def _insert(
    talk_id: int,
    author: str,
    person: Any,
    text: str,
    file: Any,
    data: Any,
    nonce: str,
    at: Any,
    *,
    live: bool,
) -> int | None:
    postgres = connection.vendor == "postgresql"
    sql = _INSERT.format(
        json="CAST(%s AS jsonb)" if postgres else "%s",
        at="CAST(%s AS timestamptz)" if postgres else "%s",
        live="AND t.state <> 'ended'" if live else "",
    )
    values = [
        str(author), person.pk if person else None, text, file.pk if file else None,
        json.dumps(data, ensure_ascii=False) if data else None, nonce[:40], connection.ops.adapt_datetimefield_value(at), talk_id,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        for _try in range(_TRIES):
            cursor.execute(sql, values)
            if row := cursor.fetchone():
                return int(row[0])
            if nonce and Turn.objects.filter(talk=talk_id, nonce=nonce).exists():
                return None
            if not Talk.objects.filter(pk=talk_id).exclude(state=TalkState.ENDED if live else "").exists():
                return None
    raise RuntimeError("the place of a turn was taken again and again")


def _look_soon(ids: set[int]) -> None:
    """The robot answers at once; what people are told goes on in one sweep for all talks, however much is said until then.

    A message that comes just after the sweep waits for the next one, or for the scheduler's within a minute.
    """
    from quanfu.channels.jobs import hear_talk, hear_talks

    global _sweep_at
    states = dict(Talk.objects.filter(pk__in=ids, is_due=False).values_list("pk", "state"))
    if not states:
        return
    Talk.objects.filter(pk__in=list(states)).update(is_due=True)
    for pk, state in states.items():
        if state == TalkState.ROBOT:
            hear_talk.enqueue(talk_id=pk)
    if set(states.values()) - {TalkState.ROBOT} and time.monotonic() >= _sweep_at:
        _sweep_at = time.monotonic() + SWEEP
        hear_talks.using(run_after=now() + timedelta(seconds=SWEEP)).enqueue()


def _posting(talk_id: int, turn: dict[str, Any]) -> Any:
    return lambda: post(box(talk_id), "turn", turn, hint={"seq": turn["seq"]})
