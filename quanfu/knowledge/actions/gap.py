"""What was looked for and not found (KNB-9)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.knowledge import events
from quanfu.knowledge.models import Article, Gap
from quanfu.knowledge.queries.scrub import scrub

if TYPE_CHECKING:
    from quanfu.org.models import Unit

LONGEST = 60


def note_search(*, company: "Unit", words: str, hits: int, by: Actor) -> None:
    """Count a finished search that found nothing. Not for searches while somebody is still typing.

    Phone numbers, addresses of mail and long numbers are taken out before anything is kept; who searched is not kept.
    """
    plain = scrub(" ".join(words.replace("\0", "").casefold().split())).text.strip()[:LONGEST]
    if hits or not plain:
        return
    at = now()
    count = {"count": F("count") + 1, "last_at": at, "dismissed_at": None}
    if Gap.objects.filter(company=company, words=plain).update(**count):
        return
    try:
        with transaction.atomic():
            Gap.objects.create(company=company, words=plain, count=1, first_at=at, last_at=at)
    except IntegrityError:  # somebody looked for the same at the same moment
        Gap.objects.filter(company=company, words=plain).update(**count)


def fill_gap(*, gap: Gap, article: Article, by: Actor) -> None:
    """An article was written for it; the count begins anew."""
    Gap.objects.filter(pk=gap.pk).update(article=article, count=0)


def dismiss_gap(*, gap: Gap, by: Actor) -> None:
    """Nothing we have to answer. It comes back, counted from nothing, when it is looked for again."""
    with transaction.atomic():
        Gap.objects.filter(pk=gap.pk).update(count=0, dismissed_at=now())
        emit(events.GAP_DISMISSED, gap, by=by, changes={"count": [gap.count, 0]})


def forget_gaps(*, by: Actor) -> int:
    """Delete what nobody has looked for in a long time (rule knowledge.gap_days); how many."""
    return Gap.objects.filter(last_at__lt=now() - timedelta(days=rule("knowledge.gap_days"))).delete()[0]
