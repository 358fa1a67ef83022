"""Figures over clocks: response time (KPI-2) and share on time (KPI-3), each one grouped query."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from quanfu.core.clock import now
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.models import Clock

# cut: the columns of its key and of its name
CUTS: dict[str, dict[str, Any]] = {
    "all": {},
    "unit": {"key": F("unit_id"), "label": F("unit__name")},
    "person": {"key": F("person_id"), "label": F("person__name")},
    "type": {"key": F("request__service_type_id"), "label": F("request__service_type__name")},
    "channel": {"key": F("request__channel_id"), "label": F("request__channel__name")},
}


@dataclass(frozen=True)
class ResponseTime:
    """Mean working seconds to first contact over ``count`` requests: from sending, from acceptance (None where nothing
    was accepted before), and from opening. ``key``: id of the unit, person …, first day of the month, None for all."""

    key: Any
    label: str
    count: int
    from_sending: float | None
    from_acceptance: float | None
    from_opening: float | None


@dataclass(frozen=True)
class Share:
    """How many limits ended in the period and how many of them were kept."""

    key: Any
    label: str
    due: int
    on_time: int

    @property
    def percent(self) -> Decimal | None:
        """To 0.1, half up; None when nothing was due."""
        return (
            (Decimal(100 * self.on_time) / self.due).quantize(Decimal("0.1"), ROUND_HALF_UP)
            if self.due
            else None
        )


def response_times(*, within: Q, since: datetime, until: datetime, cut: str = "all") -> list[ResponseTime]:
    """KPI-2 of first contacts made in [since, until). ``within``: a condition over Clock, such as visible_to; ``cut``:
    all, unit, person, type, channel or month. The clock of AMB-31 starts when the task is sent."""
    rows = Clock.objects.filter(
        within, target=Target.CONTACT, state=ClockState.STOPPED, stopped_at__gte=since, stopped_at__lt=until
    )
    grouped = _cut(rows, cut, "stopped_at").annotate(
        count=Count("pk"), sent=Avg("sent_seconds"), accepted=Avg("accepted_seconds"), opened=Avg("seconds")
    )
    return _answers(
        grouped,
        lambda r, key, label: ResponseTime(key, label, r["count"], r["sent"], r["accepted"], r["opened"]),
    )


def on_time_shares(
    *,
    within: Q,
    since: datetime,
    until: datetime,
    target: str = Target.COMPLETION,
    cut: str = "all",
    at: datetime | None = None,
) -> list[Share]:
    """KPI-3: of the limits that ended in [since, until), how many were kept. What still runs counts once its time is over
    (``at``, now unless told); what was cancelled never."""
    at = at or now()
    over = Q(state=ClockState.STOPPED) | Q(state=ClockState.RUNNING, due_at__lte=at)
    rows = Clock.objects.filter(within, over, target=target, due_at__gte=since, due_at__lt=until)
    kept = Q(state=ClockState.STOPPED, stopped_at__lte=F("due_at"))
    grouped = _cut(rows, cut, "due_at").annotate(due=Count("pk"), on_time=Count("pk", filter=kept))
    return _answers(grouped, lambda r, key, label: Share(key, label, r["due"], r["on_time"]))


def _cut(rows: QuerySet[Any], cut: str, instant: str) -> QuerySet[Any]:
    """Rows grouped by the cut, ordered by its name; months are those of the company's time zone."""
    if cut == "month":
        return rows.annotate(key=TruncMonth(instant)).order_by("key").values("key")
    columns = CUTS[cut]
    if not columns:
        return rows.annotate(key=F("target")).order_by().values("key")
    return rows.annotate(**columns).order_by("label", "key").values("key", "label")


def _answers(grouped: QuerySet[Any], make: Callable[[dict[str, Any], Any, str], Any]) -> list[Any]:
    found = []
    for row in grouped:
        key = row["key"]
        if isinstance(key, datetime):
            key = key.date()
        elif isinstance(key, str):  # all together
            key = None
        found.append(
            make(row, key, str(row.get("label") or (f"{key:%Y-%m}" if hasattr(key, "strftime") else "")))
        )
    return found
