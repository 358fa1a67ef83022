"""Saying something in a talk. A visitor's message is one insert and one post; what follows from it is a job's."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from quanfu.core.push import Post, post
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

# The same for many talks at once, one turn each; those whose place was taken are missing from the answer.
_INSERT_TOGETHER = """INSERT INTO channels_turn (talk_id, seq, author, text, nonce, at)
SELECT t.id, COALESCE((SELECT MAX(seq) FROM channels_turn WHERE talk_id = t.id), 0) + 1, 'visitor', {fields}, {at}
FROM {given} CROSS JOIN channels_talk t WHERE t.id = {talk} AND t.state <> 'ended' ORDER BY t.id
ON CONFLICT DO NOTHING RETURNING talk_id, seq"""
_TOGETHER = {
    "postgresql": _INSERT_TOGETHER.format(
        fields="v.text, v.nonce", at="CAST(%s AS timestamptz)", talk="v.talk",
        given="jsonb_to_recordset(CAST(%s AS jsonb)) AS v(talk bigint, text text, nonce varchar(40))",
    ),
    "sqlite": _INSERT_TOGETHER.format(
        fields="json_extract(v.value, '$.text'), json_extract(v.value, '$.nonce')", at="%s", given="json_each(%s) v",
        talk="json_extract(v.value, '$.talk')",
    ),
}  # fmt: skip

# Before the turns: whoever takes the talk's row first and then a place among its turns waits in the same order.
_MARK_DUE = """UPDATE channels_talk SET is_due = {true} WHERE id IN ({found}) AND NOT is_due AND state <> 'ended' RETURNING id, state"""
_DUE = {
    "postgresql": _MARK_DUE.format(
        true="TRUE",
        found="SELECT id FROM channels_talk WHERE id = ANY(CAST(%s AS bigint[])) AND NOT is_due ORDER BY id FOR UPDATE",
    ),
    "sqlite": _MARK_DUE.format(true="1", found="SELECT value FROM json_each(%s)"),
}


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

    Four statements for any number of talks; what one visitor says a second time at once, and a file, costs one more.
    """
    at, found = now(), list[dict[str, Any] | None]()
    with transaction.atomic():
        _look_soon({each.talk_id for each in said})
        together = {
            each.talk_id: each for each in reversed(said) if each.file is None
        }  # the first of each talk
        seqs = _insert_together(list(together.values()), at)
        for each in said:
            seq = seqs.get(each.talk_id) if together.get(each.talk_id) is each else None
            if seq is None:
                seq = _insert(
                    each.talk_id, Author.VISITOR, None, each.text, each.file, None, each.nonce, at, live=True
                )
            found.append(_heard(each, seq, at) if seq is not None else _known(each))
        posts = [_posted(each.talk_id, turn) for each, turn in zip(said, found, strict=True) if turn]
        transaction.on_commit(lambda: post(*posts), robust=True)
    return found


def _heard(said: Said, seq: int, at: datetime) -> dict[str, Any]:
    turn = {"seq": seq, "author": "visitor", "name": "", "text": said.text, "at": int(at.timestamp() * 1000)}
    return turn | ({"file": shown_file(said.file)} if said.file else {})


def _known(said: Said) -> dict[str, Any] | None:
    kept = Turn.objects.select_related("person", "file").filter(talk=said.talk_id, nonce=said.nonce)
    known = kept.exclude(nonce="").first()
    return shown(known) if known else None


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
    transaction.on_commit(lambda: post(_posted(talk.pk, turn)), robust=True)
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


@transaction.atomic
def hear_elsewhere(*, talk: Talk, text: str, files: "Sequence[StoredFile]", note: int, by: Actor) -> None:
    """What the visitor of a live talk answered by another way, such as mail, stands in their window too. ``note``: the line of
    the request's conversation that holds it."""
    say(talk=talk, author=Author.VISITOR, text=text, data={"note": note}, by=by)
    for file in files:
        say(talk=talk, author=Author.VISITOR, text=file.name, file=file, data={"note": note}, by=by)


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
        transaction.on_commit(lambda: post(Post(box(talk_id), "read", told, {"seq": seq})), robust=True)


def tell_typing(*, talk_id: int, visitor: bool, name: str, by: Actor) -> None:
    """That one side is writing, to the other; kept nowhere."""
    post(Post(box(talk_id), "typing", {"by": "visitor" if visitor else "agent", "name": name}, {}))


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


def _insert_together(said: Sequence[Said], at: datetime) -> dict[int, int]:
    """One turn for each talk: {talk: its number}."""
    given = [{"talk": each.talk_id, "text": each.text, "nonce": each.nonce[:40]} for each in said]
    when = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER[connection.vendor], [when, json.dumps(given, ensure_ascii=False)])
        return dict(cursor.fetchall())


def _look_soon(ids: set[int]) -> None:
    """The robot answers at once; what people are told goes on in one sweep for all talks, however much is said until then.

    A message that comes just after the sweep waits for the next one, or for the scheduler's within a minute.
    """
    from quanfu.channels.jobs import hear_talk, hear_talks

    global _sweep_at
    with connection.cursor() as cursor:
        wanted = sorted(ids)
        cursor.execute(
            _DUE[connection.vendor], [wanted if connection.vendor == "postgresql" else json.dumps(wanted)]
        )
        states = dict(cursor.fetchall())
    for pk, state in states.items():
        if state == TalkState.ROBOT:
            hear_talk.enqueue(talk_id=pk)
    if set(states.values()) - {TalkState.ROBOT} and time.monotonic() >= _sweep_at:
        _sweep_at = time.monotonic() + SWEEP
        hear_talks.using(run_after=now() + timedelta(seconds=SWEEP)).enqueue()


def _posted(talk_id: int, turn: dict[str, Any]) -> Post:
    return Post(box(talk_id), "turn", turn, {"seq": turn["seq"]})
