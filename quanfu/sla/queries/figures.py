"""Figures over clocks: share on time, response times. One grouped statement each, cut as reports need it."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import accumulate
from math import ceil
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Sum, When
from django.db.models.functions import Coalesce

from quanfu.desk.queries.figures import Cut, Slice, bucket_of, key_of
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.models import Clock


@dataclass(frozen=True)
class OnTime:
    """Limits that fell due, and how many of them were kept."""

    due: int = 0
    kept: int = 0

    def __add__(self, other: "OnTime") -> "OnTime":
        return OnTime(self.due + other.due, self.kept + other.kept)


@dataclass(frozen=True)
class Durations:
    """Working time in seconds: number, sum, and how many by whole minutes.

    Percentiles are by nearest rank over minutes; from 1,000 minutes on in steps of 10, from 10,000 on of 100.
    """

    count: int = 0
    seconds: int = 0
    minutes: Counter[int] = field(default_factory=Counter)

    def __add__(self, other: "Durations") -> "Durations":
        return Durations(self.count + other.count, self.seconds + other.seconds, self.minutes + other.minutes)

    def percentile(self, percent: int) -> int | None:
        """In minutes; None without any."""
        if not self.count:
            return None
        ordered = sorted(self.minutes.items())
        below = list(accumulate(number for _minute, number in ordered))
        return ordered[bisect_left(below, ceil(self.count * percent / 100))][0]

    @property
    def mean(self) -> int | None:
        """In minutes, rounded; None without any."""
        return round(self.seconds / 60 / self.count) if self.count else None


_BUCKET = {
    name: Case(
        When(used__lt=60_000, then=F("used") / 60),
        When(used__lt=600_000, then=F("used") / 600 * 10),
        default=F("used") / 6000 * 100,
        output_field=IntegerField(),
    )
    for name in ("sent", "accepted")
}
_DUE = ~Q(state=ClockState.CANCELLED)
_KEPT = Q(stopped_at__lte=F("due_at"))
# From sending; what was never sent to anybody counts from coming in. From acceptance: only where there was one before.
_USED = {"sent": Coalesce("sent_seconds", "seconds"), "accepted": F("accepted_seconds")}


def on_time(
    part: Slice,
    cut: Cut = Cut.WHOLE,
    borders: Sequence[datetime] = (),
    *,
    at: datetime,
    target: Target = Target.COMPLETION,
) -> dict[tuple[Any, int], OnTime]:
    """(key of the cut, number of the stretch) → limits that fell due in the slice until ``at``, and those kept (KPI-3).

    On the second is in time.
    """
    part = replace(part, end=min(part.end, at))
    due = Clock.objects.filter(_DUE, part.where("due_at", "request__"), target=target).order_by()
    keyed = due.annotate(cut=key_of(cut, "person_id", "request__"), stretch=bucket_of("due_at", borders))
    counted = keyed.values_list("cut", "stretch").annotate(due=Count("pk"), kept=Count("pk", filter=_KEPT))
    return {(key, stretch): OnTime(number, kept) for key, stretch, number, kept in counted}


def on_time_of_people(
    person_ids: Collection[int], start: datetime, end: datetime, *, at: datetime
) -> dict[int, OnTime]:
    """Person id → completion limits of theirs that fell due, and those kept."""
    due = Clock.objects.filter(
        _DUE, person__in=person_ids, target=Target.COMPLETION, due_at__gte=start, due_at__lt=min(end, at)
    )
    rows = due.order_by().values_list("person").annotate(due=Count("pk"), kept=Count("pk", filter=_KEPT))
    return {person: OnTime(due, kept) for person, due, kept in rows}


def response(
    part: Slice, cut: Cut = Cut.WHOLE, borders: Sequence[datetime] = (), *, since: str = "sent"
) -> dict[tuple[Any, int], Durations]:
    """(key of the cut, number of the stretch) → working time until first contacts made in the slice (KPI-2), since the
    task was "sent" or "accepted"."""
    clocks = Clock.objects.filter(
        part.where("stopped_at", "request__"), target=Target.CONTACT, state=ClockState.STOPPED
    )
    used = clocks.order_by().annotate(used=_USED[since]).filter(used__isnull=False)
    keyed = used.annotate(
        cut=key_of(cut, "person_id", "request__"),
        stretch=bucket_of("stopped_at", borders),
        minute=_BUCKET[since],
    )
    grouped = keyed.values_list("cut", "stretch", "minute").annotate(number=Count("pk"), total=Sum("used"))
    minutes: dict[Any, Counter[int]] = defaultdict(Counter)
    sums: Counter[Any] = Counter()
    for key, stretch, minute, number, seconds in grouped:
        minutes[key, stretch][minute] += number
        sums[key, stretch] += seconds
    return {key: Durations(counts.total(), sums[key], counts) for key, counts in minutes.items()}
