"""Articles of the library used in answers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.desk.models import Citation, Request
from quanfu.knowledge.actions.article import count_uses

if TYPE_CHECKING:
    from quanfu.knowledge.models import Article


def cite_articles(*, request: Request, articles: "Iterable[Article]", by: Actor) -> None:
    """Link articles to the request they answered; one linked already stays as it is. The line they stand in is in the journal."""
    at = now()
    Citation.objects.bulk_create(
        [Citation(request=request, article=article, by=by.person, at=at) for article in articles],
        ignore_conflicts=True,
    )


def count_citations(*, request: Request, by: Actor) -> None:
    """The request is closed: each article it was answered with has been used once more, however often it closes."""
    with transaction.atomic():
        waiting = Citation.objects.select_for_update().filter(request=request, is_counted=False)
        found = list(waiting.values_list("pk", "article"))
        Citation.objects.filter(pk__in=[pk for pk, _article in found]).update(is_counted=True)
        count_uses(article_ids=[article for _pk, article in found], by=by)
