"""Reads of special evaluations and samples."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from quanfu.desk.queries.request import requests_for
from quanfu.quality.models import Evaluation, Sample
from quanfu.quality.permissions import EVALUATION_UPDATE

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Person


def evaluations_for(by: "Person", permission: str) -> QuerySet[Evaluation]:
    """Those of the companies in reach, of requests in reach, and one's own."""
    found = (
        Q(company__in=by.scope(permission).companies)
        | Q(owner=by.pk)
        | Q(request__in=requests_for(by, permission))
    )
    return Evaluation.objects.filter(found).select_related("request", "owner")


def access_evaluation(pk: int, *, by: "Person") -> Evaluation:
    found = (
        evaluations_for(by, EVALUATION_UPDATE)
        .filter(pk=pk)
        .select_related("request__service_type", "request__responsible", "owner")
        .first()
    )
    if found is None:
        raise Http404
    return found


def evaluation_of(request: "Request") -> Evaluation | None:
    return Evaluation.objects.filter(request=request).select_related("owner").first()


def samples_for(by: "Person", permission: str) -> QuerySet[Sample]:
    """Samples of requests in reach, newest first."""
    return Sample.objects.filter(request__in=requests_for(by, permission)).select_related(
        "request", "person", "by"
    )


def samples_of(request: "Request") -> list[Sample]:
    return list(Sample.objects.filter(request=request).select_related("person", "by").order_by("-at"))
