"""What was said in talks, as windows, timelines and transcripts show it."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Max, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from quanfu.channels.enums import Author
from quanfu.channels.models import Talk, Turn
from quanfu.core.errors import Http404

if TYPE_CHECKING:
    from quanfu.core.models import StoredFile

MOST = 500  # turns that are shown at once; a talk seldom has fifty


def turns_of(talk: Talk, *, since: int = 0) -> list[Turn]:
    """What was said after that turn, oldest first."""
    found = (
        Turn.objects.filter(talk=talk, seq__gt=since).select_related("person", "file").order_by("-seq")[:MOST]
    )
    return list(found)[::-1]


def missed_turns(windows: Sequence[tuple[int, int]]) -> list[list[Turn]]:
    """For each (talk, n) what was said there after turn n. One statement for all of them, and one for each that lacks any."""
    ids = {talk_id for talk_id, _since in windows}
    last = dict(Turn.objects.filter(talk__in=ids).order_by().values_list("talk").annotate(last=Max("seq")))
    return [
        turns_of(Talk(pk=talk_id), since=since) if last.get(talk_id, 0) > since else []
        for talk_id, since in windows
    ]


def turns_of_requests(numbers: Collection[str], authors: Collection[Author]) -> QuerySet[Turn]:
    """What these said in the talks of the requests, but for what stands among the notes as well. For pages that have authorised
    them."""
    found = Turn.objects.filter(talk__request_number__in=[n for n in numbers if n], author__in=authors)
    return found.exclude(data__has_key="note").select_related("person", "file", "talk").order_by("at", "pk")


def shown(turn: Turn) -> dict[str, Any]:
    """A turn as windows get it."""
    return {
        "seq": turn.seq, "author": turn.author, "name": turn.person.name if turn.person else "", "text": turn.text,
        "at": int(turn.at.timestamp() * 1000), **({"data": turn.data} if turn.data else {}),
        **({"file": shown_file(turn.file)} if turn.file else {}),
    }  # fmt: skip


def shown_file(file: Any) -> dict[str, Any]:
    return {"name": file.name, "type": file.type, "size": file.size}


def who(turn: Turn) -> str:
    if turn.author == Author.AGENT and turn.person:
        return turn.person.name
    if turn.author == Author.VISITOR:
        return turn.talk.name or str(Author.VISITOR.label)
    return str(Author(turn.author).label)


def transcript(talk: Talk) -> str:
    """The whole talk as plain text, in the language in force."""
    lines = [f"{talk.company} · {localtime(talk.started_at):%Y-%m-%d}"]
    if talk.request_number:
        lines.append(_("Number: %(number)s") % {"number": talk.request_number})
    for turn in turns_of(talk):
        turn.talk = talk
        said = turn.text or (turn.file.name if turn.file else "")
        lines += ["", f"{localtime(turn.at):%H:%M} {who(turn)}", said]
    return "\n".join(lines) + "\n"


def file_of(talk: Talk, seq: int) -> "StoredFile":
    """The file of that turn of the talk; Http404 where there is none."""
    turn = Turn.objects.select_related("file").filter(talk=talk, seq=seq).first()
    if turn is None or turn.file is None:
        raise Http404("file")
    return turn.file
