"""Ratings as pages and figures read them. Periods are half-open: start ≤ at < end, aware instants."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Cast, Round
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


@dataclass(frozen=True)
class Ratings:
    """Figures over some answers. ``hundredths`` is the sum of the scores in hundredths of a point, an exact integer."""

    count: int = 0
    hundredths: int = 0
    satisfied: int = 0
    dissatisfied: int = 0

    @property
    def average(self) -> Decimal | None:
        """Two decimals, half up; None without answers."""
        if not self.count:
            return None
        return (Decimal(self.hundredths) / 100 / self.count).quantize(CENT, ROUND_HALF_UP)

    @property
    def satisfied_share(self) -> Decimal | None:
        """Percent, one decimal, half up; None without answers (EVA-13)."""
        return self._share(self.satisfied)

    @property
    def dissatisfied_share(self) -> Decimal | None:
        return self._share(self.dissatisfied)

    def _share(self, part: int) -> Decimal | None:
        return (
            (Decimal(part * 100) / self.count).quantize(Decimal("0.1"), ROUND_HALF_UP) if self.count else None
        )

    def __add__(self, other: "Ratings") -> "Ratings":
        return Ratings(
            self.count + other.count, self.hundredths + other.hundredths, self.satisfied + other.satisfied,
            self.dissatisfied + other.dissatisfied,
        )  # fmt: skip


def answers_of(person: "Person", start: datetime, end: datetime) -> QuerySet[Answer]:
    """The ratings behind a person's figures, oldest first."""
    return (
        Answer.objects.filter(person=person, at__gte=start, at__lt=end)
        .select_related("request")
        .order_by("at", "pk")
    )


def ratings_of(person: "Person", start: datetime, end: datetime) -> Ratings:
    """A person's ratings of a period; one query."""
    return Ratings(
        **Answer.objects.filter(person=person, at__gte=start, at__lt=end).aggregate(**_figures(end))
    )


def ratings_by_person(start: datetime, end: datetime, unit_ids: Collection[int]) -> dict[int, Ratings]:
    """Person id → ratings of a period, of the requests of these units; one grouped query."""
    return _grouped("person_id", Q(at__gte=start, at__lt=end, unit__in=unit_ids, person__isnull=False), end)


def satisfaction_by_unit(start: datetime, end: datetime, unit_ids: Collection[int]) -> dict[int, Ratings]:
    """Unit id → ratings of a period; one grouped query. Units without ratings are absent."""
    return _grouped("unit_id", Q(at__gte=start, at__lt=end, unit__in=unit_ids), end)


def satisfaction(start: datetime, end: datetime, unit_ids: Collection[int]) -> Ratings:
    """All ratings of a period in these units together; one query."""
    return sum(satisfaction_by_unit(start, end, unit_ids).values(), Ratings())


def _grouped(key: str, where: Q, on: datetime) -> dict[int, Ratings]:
    rows = Answer.objects.filter(where).order_by().values(key).annotate(**_figures(on))
    return {row.pop(key): Ratings(**row) for row in rows}


def _figures(on: datetime) -> dict[str, Any]:
    """Scores are summed as integers: sums of decimals drift on SQLite."""
    satisfied, dissatisfied = (
        rule(f"surveys.{name}", on=on) for name in ("satisfied_from", "dissatisfied_to")
    )
    return {
        "count": Count("pk"),
        "hundredths": Sum(Cast(Round(F("score") * 100), IntegerField()), default=0),
        "satisfied": Count("pk", filter=Q(score__gte=satisfied)),
        "dissatisfied": Count("pk", filter=Q(score__lte=dissatisfied)),
    }


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
