"""What the desk proposes from what it knows: answers beside the reply, and how a request might be classified.

Nothing here is ever applied by itself, and nothing waits for it: with rules desk.suggest_answers and desk.suggest_type
off the pages are what they were without it (TEC-5).
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse
from markupsafe import Markup

from quanfu.core.rules import rule
from quanfu.core.search.mark import marked
from quanfu.core.search.query import Query, understand
from quanfu.core.search.text import strict, words
from quanfu.core.search.tokens import newest
from quanfu.core.search.vocabulary import counts_of
from quanfu.desk.enums import State
from quanfu.desk.models import Request, RequestWords, ServiceType
from quanfu.desk.permissions import REQUEST_SHOW
from quanfu.desk.queries.request import requests_for
from quanfu.desk.queries.service_type import choosable_types
from quanfu.knowledge.queries.article import published
from quanfu.knowledge.queries.markdown import plain
from quanfu.knowledge.queries.search import best_answers
from quanfu.knowledge.queries.synonym import synonyms_of

if TYPE_CHECKING:
    from quanfu.core.search.rank import Best
    from quanfu.org.models import Person

SHORTEST = 4  # characters typed, from which on they count more than the request
WORDS = 6  # the rarest words of a text, one of which another must share
LOOKED_AT = 200  # newest requests among which the nearest are sought
NEAREST = 15  # that say how another might be classified
SHOWN = 3
SOLVED = (State.DONE, State.FED_BACK, State.RATED, State.CLOSED)


@dataclass(frozen=True)
class Answer:
    """``article``: its id, or None for what another request was answered with."""

    title: Markup
    text: str
    url: str
    sure: int  # of 100
    article: int | None = None
    number: str = ""


@dataclass(frozen=True)
class Proposal:
    """A type, and why: ``alike`` of the ``nearest`` requests are of it; ``numbers`` names some."""

    service_type: ServiceType
    alike: int
    nearest: int
    numbers: list[str]


def suggested_answers(request: Request, text: str, *, by: "Person") -> list[Answer]:
    """What might be answered: articles and the results of solved requests in the person's reach, by what is being typed,
    else by what the customer wrote. None where the rule is off. A dozen statements at most."""
    if not rule("desk.suggest_answers", company=request.company_id):
        return []
    floor = float(rule("desk.suggest_sure", company=request.company_id))
    question = text if len(text.strip()) >= SHORTEST else f"{request.subject}\n{request.body}"
    hits = [
        hit
        for hit in best_answers(request.company_id, question[:500], public=False, limit=SHOWN)
        if hit.score >= floor
    ]
    articles = published(request.company_id).in_bulk([hit.article_id for hit in hits])
    found = [
        Answer(hit.title_marked, plain(articles[hit.article_id].text),
               reverse("knowledge:article.show", args=[hit.article_id]), round(hit.score * 100), hit.article_id)
        for hit in hits if hit.article_id in articles
    ]  # fmt: skip
    solved = (
        requests_for(by, REQUEST_SHOW).filter(state__in=SOLVED, company=request.company_id).exclude(result="")
    )
    terms = understand(question, loose=True).terms
    rows, best = _nearest(
        solved.exclude(pk=request.pk), question, company_id=request.company_id, most=NEAREST
    )
    alike: dict[str, Answer] = {}  # by text: one of those that were answered alike
    for each in best:
        row = rows[each.key]
        if each.sure >= floor and len(alike) < SHOWN:
            url = reverse("desk:request.show", args=[row.number])
            shown = Answer(
                marked(row.subject, terms), row.result, url, round(each.sure * 100), number=row.number
            )
            alike.setdefault(row.result.strip(), shown)
    found += alike.values()
    return sorted(found, key=lambda answer: (answer.article is None, -answer.sure))[: 2 * SHOWN]


def proposed_type(request: Request, *, by: "Person") -> Proposal | None:
    """The service type that most of the nearest classified requests have, or None: where the rule is off, where too few
    are near, where they disagree."""
    if not rule("desk.suggest_type", company=request.company_id):
        return None
    floor = float(rule("desk.suggest_sure", company=request.company_id))
    classified = requests_for(by, REQUEST_SHOW).filter(company=request.company_id, service_type__isnull=False)
    rows, best = _nearest(
        classified.exclude(pk=request.pk), f"{request.subject}\n{request.body}", company_id=request.company_id, most=NEAREST
    )  # fmt: skip
    near = [each for each in best if each.sure >= floor]
    votes: dict[int, list[Best]] = defaultdict(list)
    for each in near:
        votes[rows[each.key].service_type_id or 0].append(each)
    if not votes:
        return None
    winner, alike = max(votes.items(), key=lambda vote: sum(each.sure for each in vote[1]))
    share = Decimal(len(alike)) / len(near)
    enough = len(alike) >= rule("desk.suggest_alike", company=request.company_id)
    if not enough or share < rule("desk.suggest_share", company=request.company_id):
        return None
    kind = choosable_types(request.company_id).filter(pk=winner).first()
    return (
        Proposal(kind, len(alike), len(near), [rows[each.key].number for each in alike[:SHOWN]])
        if kind
        else None
    )


def _nearest(
    within: QuerySet[Request], text: str, *, company_id: int, most: int
) -> "tuple[dict[int, Request], list[Best]]":
    """The requests that resemble a text most, of the newest that share one of its rarest words."""
    from quanfu.core.search.rank import Ranker  # numpy

    said = list(dict.fromkeys(word for word in words(text[:500]) if len(word) > 1))
    known = counts_of(said)
    rarest = sorted((word for word in said if word in known), key=lambda word: known[word])[:WORDS]
    if not rarest:
        return {}, []
    query = Query(text, (tuple(strict(word) for word in rarest),), tuple(rarest))
    ids = newest(within, query, RequestWords, order="opened_at", most=LOOKED_AT)
    rows = Request.objects.only("number", "subject", "body", "result", "service_type").in_bulk(ids)
    ranker = Ranker().changed(
        {pk: (row.subject, f"{row.body}\n{row.result}") for pk, row in rows.items()}, gone=()
    )
    return rows, ranker.best(
        text[:500], most=most, also=synonyms_of(company_id).variants(text[:500]), flat=True
    )
