"""Drafts are seen by their writer alone, and only while the request may still be seen."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quanfu.core.errors import Http404
from quanfu.desk.models import Draft, Request
from quanfu.desk.permissions import REQUEST_SHOW
from quanfu.desk.queries.request import visible_to

if TYPE_CHECKING:
    from quanfu.org.models import Person


def drafts_for(by: "Person") -> QuerySet[Draft]:
    """A person's drafts on requests still in reach, newest first."""
    requests = Request.objects.filter(visible_to(by, REQUEST_SHOW))
    return (
        Draft.objects.filter(person=by.pk, request__in=requests)
        .select_related("request")
        .order_by("-at", "-pk")
    )


def drafts_of(request: Request, by: "Person") -> dict[str, str]:
    """Mode → text of the person's drafts on a request; one query."""
    return dict(Draft.objects.filter(person=by.pk, request=request).values_list("mode", "text"))


def access_draft(pk: int, *, by: "Person") -> Draft:
    found = drafts_for(by).filter(pk=pk).first()
    if found is None:
        raise Http404(str(pk))
    return found
