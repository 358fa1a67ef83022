"""Keeping the index of requests up with what is written. No act waits for it: it follows the journal."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from quanfu.core.clock import now
from quanfu.core.queries.journal import acts_on, last_entry
from quanfu.core.search.vocabulary import learn, place_of, set_place, words_of
from quanfu.desk.models import Note, Request, RequestWords

CURSOR = "desk.request_words"
LATE = timedelta(
    minutes=15
)  # an act is in the journal at most so long after its time: as long as it takes to commit
STRETCH = 50_000  # entries of the journal read at a time
AT_ONCE = 500  # requests a statement
MOST = 20_000  # requests a job
COLUMNS = (
    "pk",
    "opened_at",
    "subject",
    "body",
    "special_wish",
    "result",
    "contact_name",
    "contact_company",
    "customer__name",
)


def index_requests(*, entries: dict[int, int], known: Collection[int] = ()) -> None:
    """Index requests as they are now, in portions. entries: id → the last act on it that is known of. Words of requests
    that are not ``known`` yet join the vocabulary."""
    keys = list(entries)
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        with transaction.atomic():
            texts = _texts(some)
            RequestWords.write((pk, at, text, entries[pk]) for pk, at, text in texts)
            learn(Counter(word for pk, _at, text in texts if pk not in known for word in words_of(text)))


def index_request(*, request_id: int, entry: int) -> None:
    """Index one request as it is now. entry: the act it was done for."""
    known = RequestWords.objects.filter(pk=request_id).values_list("pk", flat=True)
    index_requests(entries={request_id: entry}, known=set(known))


def _texts(keys: Sequence[int]) -> list[tuple[int, Any, str]]:
    """(id, opened at, all that was written about it); two statements."""
    said: dict[int, list[str]] = defaultdict(list)
    for request, text in Note.objects.filter(request__in=keys).values_list("request", "text"):
        said[request].append(text)
    rows = Request.objects.filter(pk__in=keys).values_list(*COLUMNS)
    return [(pk, at, "\n".join([*filter(None, columns), *said[pk]])) for pk, at, *columns in rows]


def follow_requests(*, most: int = MOST) -> bool:
    """Index the requests on which something was done since it was last called; True when there may be more.

    Ids of the journal are given before a transaction ends, so what is younger than LATE is read again next time; requests
    whose newest entry is indexed are passed over.
    """
    done, last, settled = 0, last_entry(), last_entry(before=now() - LATE)
    place = place_of(CURSOR)
    while place < last and done < most:
        end = min(place + STRETCH, last)
        acts = acts_on(Request._meta.label, after=place, until=end)
        known = dict(RequestWords.objects.filter(pk__in=acts).values_list("pk", "entry"))
        behind = {pk: entry for pk, entry in acts.items() if known.get(pk, -1) < entry}
        index_requests(entries=behind, known=known)
        if end <= settled:
            set_place(CURSOR, end)
        elif settled > place:
            set_place(CURSOR, settled)
        done, place = done + len(behind), end
    return place < last


def index_all_requests() -> Iterator[int]:
    """Index every request anew; gives their ids as they are done."""
    last, after, words = last_entry(), 0, Counter[str]()
    new = not RequestWords.objects.exists()  # else their words have been counted
    while keys := list(
        Request.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        texts = _texts(keys)
        with transaction.atomic():
            RequestWords.write((pk, at, text, last) for pk, at, text in texts)
        if new:
            for _pk, _at, text in texts:
                words.update(words_of(text))
        after = keys[-1]
        yield from keys
    learn(words)
    set_place(CURSOR, last)
