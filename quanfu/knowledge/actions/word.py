"""The words of the library, for what is mistyped or typed by its sound."""

from collections import Counter

from quanfu.core.search.vocabulary import learn, words_of
from quanfu.knowledge.models import Article

COUNTS = 5  # a word of an article weighs as much as in so many requests


def learn_article(*, article: Article) -> None:
    """Remember the words of an article that readers see now."""
    learn(Counter(dict.fromkeys(words_of(_text(article)), COUNTS)))


def learn_articles() -> None:
    """Those of all articles there are."""
    found: Counter[str] = Counter()
    for article in Article.objects.filter(version__gt=0).iterator(500):
        found.update(dict.fromkeys(words_of(_text(article)), COUNTS))
    learn(found)


def _text(article: Article) -> str:
    return "\n".join((article.title, article.title_en, article.words, article.body, article.body_en))
