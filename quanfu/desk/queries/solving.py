"""How much is solved, how soon, and whether customers were called afterwards (KPI-5, KPI-6, KPI-10, FBK-8, FBK-12, FBK-14)."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from quanfu.core.rules import rule
from quanfu.desk.enums import CallbackState, NoteKind, Solved
from quanfu.desk.models import Callback, Followup, Note, Reassignment, Request
from quanfu.desk.queries.callback import NOTHING
from quanfu.desk.queries.figures import Cut, Slice, bucket_of, key_of


def share(part: int, whole: int) -> Decimal | None:
    """Percent, one decimal, half up; None of nothing."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


@dataclass(frozen=True)
class Solving:
    """Of the requests that came in: solved; solved in the first contact without a repeat; done on the same day."""

    received: int = 0
    solved: int = 0
    first_contact: int = 0
    same_day: int = 0

    @property
    def resolution(self) -> Decimal | None:
        return share(self.solved, self.received)

    @property
    def first_contact_resolution(self) -> Decimal | None:
        return share(self.first_contact, self.received)

    @property
    def same_day_completion(self) -> Decimal | None:
        return share(self.same_day, self.received)


def solving(part: Slice) -> Solving:
    """The requests that came in during the slice; one statement.

    Solved: done, unless the customer said in the return call that it is not. First contact: the one who took it answered
    it, without an order, a reassignment or another word of the customer, and the same customer did not ask about the same
    within ``desk.repeat_days`` after. Same day: done before the company's day of its coming in ended.
    """
    days = timedelta(days=int(rule("desk.repeat_days", on=part.end)))
    unsolved = Callback.objects.filter(request=OuterRef("pk"), solved=Solved.NO)
    done: Any = Q(done_at__isnull=False)
    at_once: Any = (
        done & Q(opened_by__isnull=False, responsible=F("opened_by")) & ~Q(service_type__needs_order=True)
        & ~Exists(Note.objects.filter(request=OuterRef("pk"), kind=NoteKind.CUSTOMER, at__lt=OuterRef("done_at")))
        & ~Exists(Reassignment.objects.filter(request=OuterRef("pk"), approved=True))
        & ~Exists(unsolved)
    )  # fmt: skip
    until = ExpressionWrapper(OuterRef("done_at") + days, output_field=DateTimeField())
    same = Q(service_type=OuterRef("service_type")) | Q(service_type=None)
    again = Request.objects.filter(
        same, customer=OuterRef("customer"), opened_at__gt=OuterRef("opened_at"), opened_at__lte=until
    )
    near = Q(done_at__lt=ExpressionWrapper(F("opened_at") + timedelta(days=1), output_field=DateTimeField()))
    rows = Request.objects.filter(part.where("opened_at")).order_by()
    rows = rows.annotate(came_on=TruncDate("opened_at"), done_on=TruncDate("done_at"))
    found = rows.aggregate(
        received=Count("pk"),
        solved=Count("pk", filter=done & ~Exists(unsolved)),
        first_contact=Count("pk", filter=at_once & ~Exists(again)),
        same_day=Count("pk", filter=done & near & Q(done_on=F("came_on"))),
    )
    return Solving(**found)


@dataclass(frozen=True)
class ReturnVisits:
    """Finished work with an order, and how much of it was followed by a return call (FBK-14)."""

    finished: int = 0
    called: int = 0

    @property
    def rate(self) -> Decimal | None:
        return share(self.called, self.finished)


def return_visits(part: Slice, cut: Cut = Cut.WHOLE) -> dict[Any, ReturnVisits]:
    """Key of the cut → finished work of the slice and the calls made about it; one statement."""
    rows = Request.objects.filter(part.where("done_at"), service_type__needs_order=True)
    return _visits(rows, key_of(cut, "responsible_id"))


def return_visits_of_people(person_ids: Any, start: datetime, end: datetime) -> dict[int, ReturnVisits]:
    """Person id → the same for the work they finished; people without any are absent."""
    rows = Request.objects.filter(
        responsible__in=person_ids, done_at__gte=start, done_at__lt=end, service_type__needs_order=True
    )
    return _visits(rows, F("responsible_id"))


def _visits(rows: QuerySet[Request], key: Any) -> dict[Any, ReturnVisits]:
    called = Callback.objects.filter(request=OuterRef("pk"), state=CallbackState.DONE)
    keyed = rows.order_by().annotate(key=key).values_list("key")
    counted = keyed.annotate(finished=Count("pk"), called=Count("pk", filter=Exists(called)))
    return {key: ReturnVisits(finished, made) for key, finished, made in counted}


@dataclass(frozen=True)
class Calls:
    """What return calls brought: counts of each answer (FBK-12). ``points`` is the sum of the service quality."""

    made: int = 0
    solved: int = 0
    partly: int = 0
    unsolved: int = 0
    points: int = 0
    content: int = 0
    opinions: int = 0
    wishes: int = 0

    @property
    def quality(self) -> Decimal | None:
        """Average of 1 to 5, two decimals."""
        return (
            (Decimal(self.points) / self.made).quantize(Decimal("0.01"), ROUND_HALF_UP) if self.made else None
        )

    def rate(self, name: str) -> Decimal | None:
        return share(getattr(self, name), self.made)


def calls_made(part: Slice) -> Calls:
    """Return calls done in the slice; one statement. “None” is no opinion."""
    rows = Callback.objects.filter(part.where("done_at", "request__"), state=CallbackState.DONE).order_by()
    found = rows.aggregate(
        n_made=Count("pk"), n_solved=Count("pk", filter=Q(solved=Solved.YES)),
        n_partly=Count("pk", filter=Q(solved=Solved.PARTLY)), n_unsolved=Count("pk", filter=Q(solved=Solved.NO)),
        n_points=Sum("quality", default=0), n_content=Count("pk", filter=Q(quality__gte=4)),
        n_opinions=Count("pk", filter=~Q(opinion__in=NOTHING)), n_wishes=Count("pk", filter=~Q(wishes__in=NOTHING)),
    )  # fmt: skip
    return Calls(**{field.name: found[f"n_{field.name}"] for field in fields(Calls)})


def open_issues(part: Slice) -> QuerySet[Followup]:
    """Follow-up tasks that are still open, of requests called about in the slice; the most urgent first."""
    called = Callback.objects.filter(part.where("done_at", "request__"), state=CallbackState.DONE)
    found = Followup.objects.filter(done_at=None, request__in=called.values("request"))
    return found.select_related("request", "owner").order_by("due_at")


def feedback_by_type(
    part: Slice, borders: Sequence[datetime]
) -> dict[tuple[int | None, int], tuple[int, int]]:
    """(service type, number of the stretch) → feedback given, and how much of it raised a problem (FBK-8); one statement."""
    rows = Request.objects.filter(part.where("feedbacks__at")).order_by()
    keyed = rows.annotate(stretch=bucket_of("feedbacks__at", borders)).values_list(
        "service_type_id", "stretch"
    )
    counted = keyed.annotate(
        given=Count("feedbacks"), problems=Count("feedbacks", filter=Q(feedbacks__is_problem=True))
    )
    return {(key, stretch): (given, problems) for key, stretch, given, problems in counted}
