"""What the library says to a visitor's question."""

from dataclasses import dataclass

from django.urls import reverse

from quanfu.knowledge.queries.article import public_articles
from quanfu.knowledge.queries.markdown import plain
from quanfu.knowledge.queries.search import best_answers

LONGEST_QUOTE = 1200
MOST = 3  # articles that a model is given


@dataclass(frozen=True)
class Answer:
    """``articles``: (title, text), the best first, and ``paths``, where customers read them; ``score``, 0 to 1: how sure it is
    that the first is meant."""

    articles: list[tuple[str, str]]
    paths: list[str]
    score: float

    @property
    def quote(self) -> str:
        """The best article's own words, in the language in force."""
        text = self.articles[0][1].strip()
        return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


def answer_to(company_id: int, question: str, *, floor: float) -> Answer | None:
    """From the public articles only; None when none is as sure as ``floor``."""
    hits = [hit for hit in best_answers(company_id, question, public=True, limit=MOST) if hit.score >= floor]
    if not hits:
        return None
    ids = [hit.article_id for hit in hits]
    readable = {
        one.pk: one for one in public_articles(company_id).filter(pk__in=ids).select_related("company")
    }
    found = [readable[pk] for pk in ids if pk in readable]
    articles = [(article.label, plain(article.text)) for article in found]
    paths = [reverse("portal:article.show", args=[article.company.code, article.pk]) for article in found]
    return Answer(articles, paths, hits[0].score) if articles else None
