"""What the library lacks: searches without result, questions without an article."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quanfu.core.errors import Http404
from quanfu.knowledge.enums import CandidateState
from quanfu.knowledge.models import Article, Candidate, Gap, Rating
from quanfu.org.queries.unit import companies_touched

if TYPE_CHECKING:
    from quanfu.org.models import Person


def gaps_for(by: "Person", permission: str) -> QuerySet[Gap]:
    """What was looked for in vain and is not dealt with."""
    return Gap.objects.filter(company__in=companies_touched(by, permission), count__gt=0).select_related(
        "article"
    )


def access_gap(pk: int, *, by: "Person", permission: str) -> Gap:
    found = Gap.objects.filter(company__in=companies_touched(by, permission), pk=pk).first()
    if found is None:
        raise Http404("knowledge.Gap")
    return found


def candidates_for(by: "Person", permission: str) -> QuerySet[Candidate]:
    """What is proposed and not decided on."""
    companies = companies_touched(by, permission)
    return Candidate.objects.filter(company__in=companies, state=CandidateState.OPEN)


def access_candidate(pk: int, *, by: "Person", permission: str) -> Candidate:
    found = Candidate.objects.filter(company__in=companies_touched(by, permission), pk=pk).first()
    if found is None:
        raise Http404("knowledge.Candidate")
    return found


def candidate_of(company_id: int, source: str) -> Candidate | None:
    return Candidate.objects.filter(company=company_id, source=source).select_related("article").first()


def rating_of(article: Article, reader: str) -> Rating | None:
    return Rating.objects.filter(article=article, reader=reader).first()


def words_on(article: Article) -> list[Rating]:
    """What readers said in words, newest first."""
    return list(Rating.objects.filter(article=article).exclude(text="").order_by("-at")[:10])
