"""Every write to an article."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.knowledge import events
from quanfu.knowledge.models import Article

if TYPE_CHECKING:
    from quanfu.org.models import Unit


def save_article(
    *, instance: Article | None, by: Actor, company: "Unit | None" = None, **columns: Any
) -> Article:
    """Write an article of the company, or change one. Refused for a question that is there already."""
    article = instance or Article(company=company)
    changes = {
        name: [getattr(article, name), new] for name, new in columns.items() if getattr(article, name) != new
    }
    for name, new in columns.items():
        setattr(article, name, new)
    article.updated_at = now()
    with transaction.atomic():
        try:
            with transaction.atomic():
                article.save()
        except IntegrityError:
            raise Refused(_("This question is there already."), field="title") from None
        emit(events.ARTICLE_SAVED, article, by=by, changes=changes)
    return article


def delete_article(*, instance: Article, by: Actor) -> None:
    """Remove an article that was never used; used ones are taken out of use instead."""
    with transaction.atomic():
        emit(events.ARTICLE_DELETED, instance, by=by, changes={"title": [instance.title, None]})
        try:
            instance.delete()
        except ProtectedError:
            raise Refused(_("It has been used; take it out of use instead.")) from None


def count_uses(*, article_ids: Collection[int], by: Actor) -> None:
    """One more use for each. No journal row: the citation says where and by whom; the caller sees to it that each
    citation counts once."""
    if article_ids:
        Article.objects.filter(pk__in=article_ids).update(uses=F("uses") + 1)
