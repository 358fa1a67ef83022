"""Ratings as pages read them. Periods are half-open: start ≤ at < end, aware instants."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from quanfu.core.rules import rule
from quanfu.surveys.enums import OVERALL
from quanfu.surveys.models import Answer
from quanfu.surveys.queries.questionnaire import labels_of

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Person

CENT = Decimal("0.01")


def answers_of(person: "Person", start: datetime, end: datetime) -> QuerySet[Answer]:
    """The ratings behind a person's figures, oldest first."""
    return (
        Answer.objects.filter(person=person, at__gte=start, at__lt=end)
        .select_related("request")
        .order_by("at", "pk")
    )


def visible_to(by: "Person", permission: str) -> Q:
    """Ratings of the companies and units in reach, and one's own."""
    scope = by.scope(permission)
    reach = Q(company__in=scope.companies) | Q(unit__in=scope.units)
    return reach | Q(person=by) if scope.own else reach


def answers_for(
    by: "Person",
    permission: str,
    *,
    score: str = "",
    way: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Answer]:
    """The ratings in reach, newest first. score: "" | low | high; since, until: days of the viewer, both included."""
    found = Answer.objects.filter(visible_to(by, permission)).select_related("request", "person", "unit")
    if score == "low":
        found = found.filter(score__lte=rule("surveys.dissatisfied_to"))
    if score == "high":
        found = found.filter(score__gte=rule("surveys.satisfied_from"))
    if way:
        found = found.filter(way=way)
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until and until < date.max:
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found.order_by("-at", "-pk")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def access_answer(pk: int, *, by: "Person", permission: str) -> Answer:
    """The rating, or Http404 alike for absent and forbidden."""
    found = (
        answers_for(by, permission)
        .select_related("invitation__questionnaire", "request__customer")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404("answer")
    return found


def answer_of(request: "Request") -> Answer | None:
    return (
        Answer.objects.select_related("person", "invitation__questionnaire").filter(request=request).first()
    )


def points_of(answer: Answer, items: dict[str, int] | None = None) -> list[tuple[str, int]]:
    """(text of the item, points) in the order of the questionnaire; items: other points than the answer's own."""
    labels = {OVERALL: str(_("Overall")), **labels_of(answer.invitation.questionnaire)}
    points = answer.items if items is None else items
    known = [(label, points[code]) for code, label in labels.items() if code in points]
    return known + [(code, value) for code, value in points.items() if code not in labels]


def changeable_until(answer: Answer) -> datetime:
    """Until when the customer may change the rating."""
    return answer.at + timedelta(days=rule("surveys.change_days", on=answer.at, company=answer.company_id))


def last_said(answer: Answer) -> dict[str, Any]:
    """What the customer says now, whether it counts or not: {"score", "items", "text"}."""
    last = answer.changes.order_by("-id").first()
    if last:
        return last.new
    return {"score": str(answer.score.quantize(CENT)), "items": answer.items, "text": answer.text}
