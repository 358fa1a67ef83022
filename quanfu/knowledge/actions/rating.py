"""Readers say whether an article helped."""

from django.db import IntegrityError, transaction
from django.db.models import F

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.knowledge.models import Article, Rating


def rate_article(*, article: Article, reader: str, is_helpful: bool, text: str = "", by: Actor) -> Rating:
    """Keep a reader's opinion, one a reader: the second changes the first. No journal row, as opinions of texts are nobody's
    act on a customer; the counts of the article follow."""
    columns = {"is_helpful": is_helpful, "text": text.strip()[:500], "version": article.version, "at": now()}
    with transaction.atomic():
        try:
            with transaction.atomic():
                rating = Rating.objects.create(article=article, reader=reader, **columns)
            _count(article, is_helpful, 1)
            return rating
        except IntegrityError:
            rating = Rating.objects.select_for_update().get(article=article, reader=reader)
        if not columns["text"] and rating.is_helpful == is_helpful:
            columns["text"] = rating.text
        Rating.objects.filter(pk=rating.pk).update(**columns)
        if rating.is_helpful != is_helpful:
            _count(article, rating.is_helpful, -1)
            _count(article, is_helpful, 1)
    return rating


def _count(article: Article, is_helpful: bool, by: int) -> None:
    name = "helpful" if is_helpful else "unhelpful"
    Article.objects.filter(pk=article.pk).update(**{name: F(name) + by})
