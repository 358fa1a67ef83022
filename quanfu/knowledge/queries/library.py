"""The library as its pages show it: chapters, what is looked for, what is offered to somebody who types."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.core.clock import today
from quanfu.knowledge import permissions
from quanfu.knowledge.enums import VersionState
from quanfu.knowledge.models import Article, Topic
from quanfu.knowledge.queries.article import articles_for, published
from quanfu.knowledge.queries.report import candidates_for, gaps_for
from quanfu.knowledge.queries.search import SURE_ENOUGH, best_answers, search_articles
from quanfu.knowledge.queries.topic import Chapter, chapters
from quanfu.knowledge.queries.version import waiting_for
from quanfu.org.queries.unit import companies_touched

if TYPE_CHECKING:
    from quanfu.org.models import Person

FOUND = 50  # best hits of a search
OFFERED = 5  # beside a form
SHORTEST = 2  # characters from which on something is offered
MOST_COUNTED = 99


@dataclass
class Library:
    """What the list shows. ``hits``: of a search, the marked title and excerpt by id; ``articles`` are then in its order."""

    articles: QuerySet[Article]
    chapters: list[Chapter]
    chapter: Chapter | None
    words: str
    show: str
    total: int
    hits: dict[int, tuple[str, str]] = field(default_factory=dict)


def library_of(by: "Person", asked: Mapping[str, Any]) -> Library:
    """The library as ?topic=, ?show= and ?q= ask for it."""
    shown = articles_for(by, permissions.ARTICLE_INDEX)
    usual = shown.filter(is_active=True)
    topics = Topic.objects.filter(company__in=companies_touched(by, permissions.ARTICLE_INDEX))
    tree = chapters(topics, usual)
    wanted = asked.get("topic", "")
    chapter = next((c for c in tree if str(c.topic.pk) == wanted), None)
    words, show = " ".join(asked.get("q", "").split())[:100], asked.get("show", "")
    articles = {
        "mine": usual.filter(owner=by.pk), "overdue": usual.filter(review_on__lte=today(), version__gt=0),
        "drafts": shown.filter(versions__state__in=(VersionState.DRAFT, VersionState.REVIEW)),
        "retired": shown.filter(is_active=False), "none": usual.filter(topic=None),
    }.get(show, usual)  # fmt: skip
    if chapter:
        articles = articles.filter(topic__in=chapter.ids)
    found = Library(articles, tree, chapter, words, show, usual.count())
    if words:
        _search(found, by)
    return found


def _search(library: Library, by: "Person") -> None:
    hits = search_articles(by.company_id, words=library.words, public=False, limit=FOUND)
    library.hits = {hit.article_id: (hit.title_marked, hit.excerpt_marked) for hit in hits}
    library.articles = in_order_of(library.articles, [hit.article_id for hit in hits])


def in_order_of(articles: QuerySet[Article], ids: Collection[int]) -> QuerySet[Article]:
    """Those of the articles whose ids are given, in that order by ``place``."""
    place = Case(
        *[When(pk=pk, then=i) for i, pk in enumerate(ids)], default=len(ids), output_field=IntegerField()
    )
    return articles.filter(pk__in=list(ids)).annotate(place=place).order_by("place", "pk")


def offered(by: "Person", words: str, chosen: Collection[int], *, more: str = "") -> list[Article]:
    """What may answer the words, best first, from two characters on; then what may answer all that was written (``more``).
    Those chosen already stand in front."""
    kept = list(published(by.company_id).filter(pk__in=chosen).order_by("title"))
    if len((words + more).replace(" ", "")) < SHORTEST:
        return kept
    hits = search_articles(by.company_id, words, public=False, limit=OFFERED)
    if len(hits) < OFFERED:
        likely = best_answers(by.company_id, f"{words} {more}", public=False, limit=OFFERED)
        hits += [hit for hit in likely if hit.score >= SURE_ENOUGH]
    ids = list(dict.fromkeys(hit.article_id for hit in hits))[:OFFERED]
    new = in_order_of(published(by.company_id), [pk for pk in ids if pk not in chosen])
    return kept + list(new)


def tabs_for(by: "Person") -> list[tuple[str, str, int | None]]:
    """The pages of the library that the person may open, with how much waits there."""
    pages = [
        (_("Articles"), "knowledge:article.index", permissions.ARTICLE_INDEX, None),
        (_("To review"), "knowledge:review.index", permissions.REVIEW_INDEX, waiting_for),
        (_("Asked often"), "knowledge:candidate.index", permissions.CANDIDATE_INDEX, lambda p: candidates_for(p, permissions.CANDIDATE_INDEX)),
        (_("Searched in vain"), "knowledge:gap.index", permissions.GAP_INDEX, lambda p: gaps_for(p, permissions.GAP_INDEX)),
        (_("Topics"), "knowledge:topic.index", permissions.TOPIC_INDEX, None),
        (_("Synonyms"), "knowledge:synonym.index", permissions.SYNONYM_INDEX, None),
    ]  # fmt: skip
    return [
        (label, reverse(name), waiting(by)[:MOST_COUNTED].count() if waiting else None)
        for label, name, permission, waiting in pages
        if by.may(permission)
    ]
