"""Questions that deserve an article (KNB-2). Who counts them stands above; here they are kept and decided on."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone
from quanfu.core.events import emit
from quanfu.knowledge import events
from quanfu.knowledge.enums import CandidateState
from quanfu.knowledge.models import Article, Candidate

if TYPE_CHECKING:
    from quanfu.org.models import Unit


def propose_article(
    *, company: "Unit", source: str, title: str, count: int, examples: list[str], by: Actor
) -> Candidate:
    """Propose an article for what is asked ``count`` times; one proposal a source. A known one gets the new count; one that
    was decided on is proposed again."""
    columns = {"title": title[:120], "count": count, "examples": examples}
    with transaction.atomic():
        known = Candidate.objects.filter(company=company, source=source).first()
        if known and known.state == CandidateState.OPEN:
            Candidate.objects.filter(pk=known.pk).update(**columns)
            return known
        if known:
            Candidate.objects.filter(pk=known.pk).update(
                **columns,
                state=CandidateState.OPEN,
                found_at=now(),
                decided_at=None,
                decided_by=None,
                article=None,
            )
        else:
            try:
                with transaction.atomic():
                    known = Candidate.objects.create(
                        company=company, source=source, found_at=now(), **columns
                    )
            except IntegrityError:  # the same job elsewhere was faster
                return Candidate.objects.get(company=company, source=source)
        emit(events.CANDIDATE_PROPOSED, known, by=by, data={"count": count})
    return known


def fill_candidate(*, candidate: Candidate, article: Article, by: Actor) -> None:
    """An article was written for it."""
    Candidate.objects.filter(pk=candidate.pk).update(
        state=CandidateState.WRITTEN, article=article, decided_at=now(), decided_by=by.person
    )


def dismiss_candidate(*, candidate: Candidate, by: Actor) -> None:
    """No article is needed. It is proposed again when as many new enquiries have come."""
    with transaction.atomic():
        waiting = Candidate.objects.filter(pk=candidate.pk, state=CandidateState.OPEN)
        if waiting.update(state=CandidateState.DISMISSED, decided_at=now(), decided_by=by.person) != 1:
            raise AlreadyDone
        emit(events.CANDIDATE_DISMISSED, candidate, by=by)
