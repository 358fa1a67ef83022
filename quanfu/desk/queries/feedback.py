"""What customers were told and what came of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from quanfu.channels.enums import Way
from quanfu.desk.models import Feedback, Followup, Investigation, Request
from quanfu.desk.permissions import (
    FEEDBACK_INDEX,
    FOLLOWUP_INDEX,
    FOLLOWUP_UPDATE,
    INVESTIGATION_INDEX,
    INVESTIGATION_UPDATE,
)
from quanfu.desk.queries.request import tracking_path, visible_to

if TYPE_CHECKING:
    from quanfu.org.models import Person


def feedback_draft(request: Request) -> str:
    """The text to begin with: how the work ended, and the link by which to rate it (FBK-4)."""
    text = _(
        "Dear %(name)s, your request %(number)s is done: %(result)s. Please tell us how satisfied you are: %(link)s"
    )
    return text % {
        "name": request.contact_name, "number": request.number, "result": request.result.rstrip("。. "),
        "link": settings.PUBLIC_URL + tracking_path(request),
    }  # fmt: skip


def feedbacks_for(by: "Person", permission: str = FEEDBACK_INDEX) -> QuerySet[Feedback]:
    """Feedback given on requests in reach, newest first."""
    requests = Request.objects.filter(visible_to(by, permission))
    return Feedback.objects.filter(request__in=requests).select_related("request", "by").order_by("-at")


def record_columns() -> list[str]:
    return [
        _("Time"),
        _("Request"),
        _("Way"),
        _("What was said"),
        _("Opinions"),
        _("Asked for opinions"),
        _("Agent"),
    ]


def feedback_record(by: "Person", most: int = 20000) -> Iterator[list[Any]]:
    """The feedback record (FBK-7), newest first: the values of record_columns() of each."""
    for f in feedbacks_for(by)[:most].iterator(chunk_size=1000):
        yield [
            f.at,
            f.request.number,
            str(Way(f.way).label),
            f.text,
            f.opinions,
            _("Yes") if f.asked_for_opinions else _("No"),
            f.by.name,
        ]


def open_followups(by: "Person", permission: str = FOLLOWUP_INDEX) -> QuerySet[Followup]:
    requests = Request.objects.filter(visible_to(by, permission))
    return Followup.objects.filter(done_at=None, request__in=requests).select_related("request", "owner")


def access_followup(pk: int, *, by: "Person") -> Followup:
    requests = Request.objects.filter(visible_to(by, FOLLOWUP_UPDATE))
    found = (
        Followup.objects.filter(pk=pk, request__in=requests)
        .select_related("request__service_type", "owner")
        .first()
    )
    if found is None:
        raise Http404
    return found


def open_investigations(by: "Person", permission: str = INVESTIGATION_INDEX) -> QuerySet[Investigation]:
    requests = Request.objects.filter(visible_to(by, permission))
    return Investigation.objects.filter(closed_at=None, request__in=requests).select_related(
        "request", "owner"
    )


def access_investigation(pk: int, *, by: "Person") -> Investigation:
    requests = Request.objects.filter(visible_to(by, INVESTIGATION_UPDATE))
    found = (
        Investigation.objects.filter(pk=pk, request__in=requests)
        .select_related("request__service_type", "owner")
        .first()
    )
    if found is None:
        raise Http404
    return found
