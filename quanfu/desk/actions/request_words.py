"""Keeping the index of requests up with what is written. No act waits for it: it follows the journal."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from quanfu.channels.queries.talk_words import numbers_of_talks, said_in_requests
from quanfu.core.clock import now
from quanfu.core.queries.journal import acts_on, last_entry
from quanfu.core.search.vocabulary import learn, place_of, set_place
from quanfu.core.search.words import Heard, Reader, words_in
from quanfu.desk.models import Feedback, Note, Request, RequestWords

CURSOR = "desk.request_words"
LATE = timedelta(
    minutes=15
)  # an act is in the journal at most so long after its time: as long as it takes to commit
STRETCH = 50_000  # entries of the journal read at a time
AT_ONCE = 500  # requests a statement
MOST = 20_000  # requests a job
TALK = "channels.Talk"  # as the journal names it
COLUMNS = (
    "pk",
    "number",
    "opened_at",
    "subject",
    "body",
    "special_wish",
    "result",
    "contact_name",
    "contact_company",
    "customer__name",
)


def index_requests(*, entries: dict[int, int], learned: Collection[int] = ()) -> None:
    """Index requests as they are now, in portions. entries: id → the last act on it that is known of. The words of requests
    that are not ``learned`` yet join the vocabulary."""
    keys = list(entries)
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        with transaction.atomic():
            texts = _texts(some)
            RequestWords.write((pk, at, text, entries[pk]) for pk, at, text in texts)
            learn(words_in([text for pk, _at, text in texts if pk not in learned]))


def index_request(*, request_id: int, entry: int) -> None:
    """Index one request as it is now. entry: the act it was done for. One that is new here keeps no entry, so that
    follow_requests comes by and learns its words."""
    known = RequestWords.objects.filter(pk=request_id, entry__gt=0).exists()
    RequestWords.write((pk, at, text, entry if known else 0) for pk, at, text in _texts([request_id]))


def _texts(keys: Sequence[int]) -> list[tuple[int, Any, str]]:
    """(id, opened at, all that was written about it); four statements."""
    rows = list(Request.objects.filter(pk__in=keys).values_list(*COLUMNS))
    said: dict[int, list[str]] = defaultdict(list)
    for request, text in Note.objects.filter(request__in=keys).values_list("request", "text"):
        said[request].append(text)
    for request, *told in Feedback.objects.filter(request__in=keys).values_list(
        "request", "text", "opinions"
    ):
        said[request] += told
    of = {number: pk for pk, number, *_columns in rows}
    for number, text in said_in_requests(of):
        said[of[number]].append(text)
    return [(pk, at, "\n".join(filter(None, [*columns, *said[pk]]))) for pk, _number, at, *columns in rows]


def follow_requests(*, most: int = MOST) -> bool:
    """Index the requests on which, or in whose talks, something was done since it was last called; True when there may be
    more.

    Ids of the journal are given before a transaction ends, so what is younger than LATE is read again next time; requests
    whose newest entry is indexed are passed over.
    """
    done, last, settled = 0, last_entry(), last_entry(before=now() - LATE)
    place = place_of(CURSOR)
    while place < last and done < most:
        end = min(place + STRETCH, last)
        acts = _acts(place, end)
        known = dict(RequestWords.objects.filter(pk__in=acts).values_list("pk", "entry"))
        behind = {pk: entry for pk, entry in acts.items() if known.get(pk, -1) < entry}
        index_requests(entries=behind, learned=[pk for pk, entry in known.items() if entry])
        if end <= settled:
            set_place(CURSOR, end)
        elif settled > place:
            set_place(CURSOR, settled)
        done, place = done + len(behind), end
    return place < last


def _acts(after: int, until: int) -> dict[int, int]:
    """The requests on which something was done: id → the newest entry."""
    acts = acts_on(Request._meta.label, after=after, until=until)
    talks = acts_on(TALK, after=after, until=until)
    numbers = numbers_of_talks(talks) if talks else {}
    of = (
        dict(Request.objects.filter(number__in=numbers.values()).values_list("number", "pk"))
        if numbers
        else {}
    )
    for talk, number in numbers.items():
        if number in of:
            acts[of[number]] = max(acts.get(of[number], 0), talks[talk])
    return acts


def index_all_requests() -> Iterator[int]:
    """Index every request anew; gives their ids as they are done."""
    last, after, words = last_entry(), 0, dict[str, Heard]()
    new = not RequestWords.objects.exists()  # else their words have been counted
    with Reader() as reader:
        while keys := list(
            Request.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
        ):
            texts = _texts(keys)
            if new:
                reader.send([text for _pk, _at, text in texts])
            with transaction.atomic():
                RequestWords.write(((pk, at, text, last) for pk, at, text in texts), many=True)
            for word, heard in reader.receive().items() if new else ():
                words[word] = heard._replace(texts=heard.texts + (words[word].texts if word in words else 0))
            after = keys[-1]
            yield from keys
    learn(words)
    set_place(CURSOR, last)
