"""Writes to an article around its text; the text itself goes through quanfu.knowledge.actions.version."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError, Q
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now, today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.knowledge import events
from quanfu.knowledge.actions.version import TEXT, publish_text, save_text
from quanfu.knowledge.models import Article
from quanfu.knowledge.queries.article import responsible_for

if TYPE_CHECKING:
    from quanfu.org.models import Unit

AROUND = ("kind", "owner", "review_on", "is_active")


def save_article(
    *, instance: Article | None, by: Actor, company: "Unit | None" = None, **columns: Any
) -> Article:
    """Write and publish an article at once, or change one: for lists that come in approved (import, set-up), not for pages.

    A new version arises only when the text differs. Refused for a question that is there already.
    """
    article = instance or Article(company=company, updated_at=now())
    text = {name: value for name, value in columns.items() if name in TEXT}
    around = {name: value for name, value in columns.items() if name in AROUND}
    with transaction.atomic():
        if instance is None or any(getattr(article, name) != value for name, value in text.items()):
            save_text(article=article, text=text, by=by)
            publish_text(article=article, by=by)
        keep_article(article=article, by=by, **around)
    return article


def keep_article(*, article: Article, by: Actor, **around: Any) -> None:
    """Kind, owner, day of the next look. Without one, that day is reckoned by rule knowledge.review_days."""
    if article.review_on is None and "review_on" not in around:
        around["review_on"] = today() + timedelta(
            days=rule("knowledge.review_days", company=article.company_id)
        )
    changes = {
        name: [_plain(getattr(article, name)), _plain(new)] for name, new in around.items() if getattr(article, name) != new
    }  # fmt: skip
    if not changes:
        return
    for name in changes:
        setattr(article, name, around[name])
    article.updated_at = now()
    if "review_on" in changes:
        article.reminded_on = None
    with transaction.atomic():
        article.save(update_fields=[*changes, "updated_at", "reminded_on"])
        emit(events.ARTICLE_SAVED, article, by=by, changes=changes)


def confirm_article(*, article: Article, by: Actor) -> None:
    """Somebody has looked at it and it is still right: the next look is due by rule knowledge.review_days."""
    days = rule("knowledge.review_days", company=article.company_id)
    keep_article(article=article, review_on=today() + timedelta(days=days), by=by)


def retire_article(*, article: Article, by: Actor) -> None:
    """Take an article out of use: nobody finds it any more, what was answered with it stays linked."""
    _switch(article, False, events.ARTICLE_RETIRED, by)


def revive_article(*, article: Article, by: Actor) -> None:
    _switch(article, True, events.ARTICLE_REVIVED, by)


def _switch(article: Article, active: bool, event: str, by: Actor) -> None:
    with transaction.atomic():
        found = Article.objects.filter(pk=article.pk, is_active=not active)
        if found.update(is_active=active, updated_at=now()) != 1:
            raise AlreadyDone(
                _("“%(title)s” was changed by somebody else meanwhile.") % {"title": article.title}
            )
        article.is_active = active
        emit(event, article, by=by, changes={"is_active": [not active, active]})


def delete_article(*, instance: Article, by: Actor) -> None:
    """Remove an article that was never used; used ones are taken out of use instead."""
    with transaction.atomic():
        emit(events.ARTICLE_DELETED, instance, by=by, changes={"title": [instance.title, None]})
        try:
            with transaction.atomic():
                instance.delete()
        except (ProtectedError, IntegrityError):
            raise Refused(_("It has been used; take it out of use instead.")) from None


def count_uses(*, article_ids: Collection[int], by: Actor) -> None:
    """One more use for each. No journal row: the citation says where and by whom; the caller sees to it that each
    citation counts once."""
    if article_ids:
        Article.objects.filter(pk__in=article_ids).update(uses=F("uses") + 1)


def remind_owners(*, on: date, by: Actor) -> int:
    """Tell the owners of published articles whose day of review has come, again after rule knowledge.remind_days; how many.

    An article without an owner, or whose owner has left, is the affair of the head of the company.
    """
    due = Article.objects.filter(is_active=True, version__gt=0, review_on__lte=on).select_related(
        "owner", "company__head"
    )
    again = on - timedelta(days=rule("knowledge.remind_days"))
    told = 0
    for article in due.filter(Q(reminded_on=None) | Q(reminded_on__lte=again)).order_by("pk"):
        with transaction.atomic():
            if not Article.objects.filter(pk=article.pk, reminded_on=article.reminded_on).update(
                reminded_on=on
            ):
                continue  # another worker was here
            emit(
                events.ARTICLE_REMINDED,
                article,
                by=by,
                data={"person": getattr(responsible_for(article), "pk", None)},
            )
            told += 1
    return told


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else getattr(value, "pk", value)
