"""The words of the library, for what is mistyped or typed by its sound."""

from quanfu.core.search.vocabulary import learn
from quanfu.core.search.words import words_in
from quanfu.knowledge.models import Article

COUNTS = 5  # a word of an article weighs as much as in so many requests
AT_ONCE = 200  # articles


def learn_article(*, article: Article) -> None:
    """Remember the words of an article that readers see now."""
    learn(words_in([_text(article)]), weight=COUNTS)


def learn_articles() -> None:
    """Those of all articles there are."""
    texts = [_text(article) for article in Article.objects.filter(version__gt=0).iterator(500)]
    for start in range(0, len(texts), AT_ONCE):
        learn(words_in(texts[start : start + AT_ONCE]), weight=COUNTS)


def _text(article: Article) -> str:
    return "\n".join((article.title, article.title_en, article.words, article.body, article.body_en))
