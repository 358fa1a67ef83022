"""What the library says to a visitor's question."""

from dataclasses import dataclass

from quanfu.knowledge.queries.article import articles_of
from quanfu.knowledge.queries.markdown import plain
from quanfu.knowledge.queries.search import best_answers

LONGEST_QUOTE = 1200
MOST = 3  # articles that a model is given


@dataclass(frozen=True)
class Answer:
    """``articles``: (title, text), the best first; ``score``, 0 to 1: how sure it is that the first is meant."""

    articles: list[tuple[str, str]]
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
    found = {
        article.pk: article
        for article in articles_of(company_id).filter(pk__in=[hit.article_id for hit in hits])
    }
    articles = [
        (found[hit.article_id].label, plain(found[hit.article_id].text))
        for hit in hits
        if hit.article_id in found
    ]
    return Answer(articles, hits[0].score) if articles else None
