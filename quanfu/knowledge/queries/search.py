"""Looking for articles: by words, which all must be there, and by a question as people ask it.

The texts of a company's library are kept in memory by each process (about 5 kB an article); what has changed since is
read anew before each search, so an article is found from the moment it is saved.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Sum
from markupsafe import Markup

from quanfu.core.cached import Cached
from quanfu.core.search.mark import excerpt, marked
from quanfu.core.search.query import Query, Synonyms, understand
from quanfu.core.search.vocabulary import near, spelled
from quanfu.knowledge.models import Article
from quanfu.knowledge.queries.article import public_articles, published
from quanfu.knowledge.queries.markdown import bare
from quanfu.knowledge.queries.synonym import synonyms_of

if TYPE_CHECKING:
    from quanfu.core.search.rank import Best, Ranker

MOST_KEPT = 16  # companies whose libraries a process keeps in memory
SURE_ENOUGH = 0.35  # a question without its exact words is answered from here on
QUESTION = 5  # from so many characters on, words may be a question


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """``title_marked`` and ``excerpt_marked`` are safe markup: text escaped, <mark> around what was looked for.
    ``score``, 0 to 1: how sure it is that this is meant."""

    article_id: int
    title: str
    title_marked: Markup
    excerpt_marked: Markup
    score: float


@dataclass
class _Library:
    """What a process has read of a company's articles."""

    stamp: "Stamp" = (0, 0, None)
    ranker: "Ranker | None" = None
    seen: dict[int, tuple[datetime, int]] = field(default_factory=dict)


Stamp = tuple[int, int | None, datetime | None]
_LIBRARIES: Cached[dict[int, _Library]] = Cached("knowledge.libraries", dict)
_lock = threading.Lock()


def search_articles(company_id: int, words: str, *, public: bool, limit: int = 20) -> list[ArticleHit]:
    """Articles that hold all the words or their synonyms, in whatever form they are written, the best first; letters may be
    the sound of words. Where none does, those that answer what reads like a question, or that hold words almost so
    written. Nothing for nothing. A few statements, however many are found."""
    synonyms = synonyms_of(company_id)
    wanted = understand(words, synonyms=synonyms)
    wanted = wanted.with_others(spelled(wanted.strange))
    if not wanted:
        return []
    ranker = _ranker(company_id)
    found = _ranked(ranker, wanted, synonyms, most=4 * limit + 20)
    if not found and len(wanted.text) >= QUESTION:
        found = [best for best in ranker.best(words, most=limit) if best.sure >= SURE_ENOUGH]
    if not found and (right := near(wanted.text)) != wanted.text:
        wanted = understand(right, synonyms=synonyms)
        wanted = wanted.with_others(spelled(wanted.strange))
        found = _ranked(ranker, wanted, synonyms, most=4 * limit + 20)
    return _hits(company_id, found, wanted, public=public, limit=limit)


def _ranked(ranker: "Ranker", wanted: Query, synonyms: Synonyms, *, most: int) -> "list[Best]":
    """Those that meet every group."""
    keys = _holding(ranker, wanted)
    return ranker.best(wanted.text, most=most, among=keys, also=_also(wanted, synonyms)) if keys else []


def _also(wanted: Query, synonyms: Synonyms) -> list[str]:
    """The words looked for as synonyms or as what was meant."""
    others = [term for term in wanted.terms if wanted.strange and term not in wanted.strange]
    return [*synonyms.variants(wanted.text), *([" ".join(others)] if others else [])]


def best_answers(company_id: int, question: str, *, public: bool = True, limit: int = 3) -> list[ArticleHit]:
    """The articles that answer a question as people ask it, the best first; the caller decides from which score on one
    may be given as an answer. Two statements."""
    synonyms = synonyms_of(company_id)
    wanted = understand(question, synonyms=synonyms, loose=True)
    if not wanted:
        return []
    found = _ranker(company_id).best(question, most=4 * limit + 20, also=synonyms.variants(question))
    return _hits(company_id, found, wanted, public=public, limit=limit)


def _holding(ranker: "Ranker", wanted: Query) -> set[int]:
    """The keys of the articles that meet every group."""
    found: set[int] | None = None
    for group in wanted.groups:
        met: set[int] = set()
        for alternative in group:
            met |= set.intersection(*(ranker.beginning(t[:-1]) if t.endswith("*") else ranker.holding(t) for t in alternative))  # fmt: skip
        found = met if found is None else found & met
    return found or set()


def _hits(
    company_id: int, found: "Sequence[Best]", wanted: Query, *, public: bool, limit: int
) -> list[ArticleHit]:
    """What may be read of what was found; asked of the database, so that nothing withdrawn is shown."""
    if not found:
        return []
    readable = public_articles(company_id) if public else published(company_id)
    articles = readable.in_bulk([best.key for best in found])
    return [
        ArticleHit(
            best.key,
            article.label,
            marked(article.label, wanted.terms),
            excerpt(bare(article.text), wanted.terms),
            round(best.sure, 3),
        )
        for best in found
        if (article := articles.get(best.key))
    ][:limit]


def _ranker(company_id: int) -> "Ranker":
    """The company's texts as they are now. One statement while nothing has changed, three after a change."""
    from quanfu.core.search.rank import Ranker  # numpy: 20 MB, for processes that look something up

    articles, libraries = Article.objects.filter(company=company_id), _LIBRARIES.get()
    now = articles.aggregate(count=Count("pk"), versions=Sum("version"), last=Max("updated_at"))
    stamp = (now["count"], now["versions"], now["last"])
    with _lock:
        library = libraries.get(company_id)
        if library and library.ranker is not None and library.stamp == stamp:
            return library.ranker
        library = library or _Library()
        there = {pk: (at, version) for pk, at, version in articles.values_list("pk", "updated_at", "version")}
        new = [pk for pk, state in there.items() if library.seen.get(pk) != state]
        texts, others = {}, {}
        rows = articles.filter(pk__in=new).values_list("pk", "title", "title_en", "words", "body", "body_en")
        for pk, title, title_en, words, body, body_en in rows:
            texts[pk], others[pk] = (title, f"{body}\n{body_en}"), f"{words}\n{title_en}"
        gone = set(library.seen) - set(there)
        ranker = (library.ranker or Ranker()).changed(texts, gone=gone, others=others)
        while len(libraries) >= MOST_KEPT:
            libraries.pop(next(iter(libraries)))
        libraries[company_id] = _Library(stamp, ranker, there)
        return ranker
