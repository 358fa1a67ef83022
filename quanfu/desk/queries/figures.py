"""Which records a figure counts and how it is cut, and the volume of service. Everything is one grouped statement.

surveys and sla count their own records by the same Slice and Cut; pages put the figures together (quanfu.reports).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Case, Count, Expression, F, IntegerField, Q, Value, When

from quanfu.core.access import Scope
from quanfu.desk.enums import Kind
from quanfu.desk.models import Request, ServiceType


class Cut(StrEnum):
    """By what a figure is taken apart (KPI-12). WHOLE: not at all."""

    WHOLE = "whole"
    UNIT = "unit"
    PERSON = "person"
    CHANNEL = "channel"
    SERVICE_TYPE = "service_type"
    KIND = "kind"


@dataclass(frozen=True)
class Slice:
    """The records of ``start <= instant < end`` that lie in the scope and match what is given beside it.

    units narrows the scope further; empty tuples and texts narrow nothing.
    """

    start: datetime
    end: datetime
    scope: Scope
    units: frozenset[int] | None = None
    kind: str = ""
    service_types: tuple[int, ...] = ()
    channel: int | None = None

    @property
    def reach(self) -> tuple[object, ...]:
        """Everything but the time, in one order: what a cache may know it by."""
        units = None if self.units is None else sorted(self.units)
        return (
            sorted(self.scope.companies),
            sorted(self.scope.units),
            units,
            self.kind,
            self.service_types,
            self.channel,
        )

    def where(self, instant: str, request: str = "") -> Q:
        """The condition. instant: path of the time that counts; request: path to the request ("request__")."""
        found = Q(**{f"{instant}__gte": self.start, f"{instant}__lt": self.end})
        reach = Q(company__in=self.scope.companies)
        if self.scope.units:
            reach |= Q(unit__in=self.scope.units)
        found &= reach if self.scope else Q(pk__in=())
        if self.units is not None:
            found &= Q(unit__in=self.units)
        if self.kind:
            found &= Q(**{f"{request}kind": self.kind})
        if self.service_types:
            found &= Q(**{f"{request}service_type__in": self.service_types})
        if self.channel:
            found &= Q(**{f"{request}channel": self.channel})
        return found


def key_of(cut: Cut, person: str, request: str = "") -> Expression | F:
    """The column that a cut groups by."""
    paths = {Cut.UNIT: "unit_id", Cut.PERSON: person, Cut.CHANNEL: f"{request}channel_id",
             Cut.SERVICE_TYPE: f"{request}service_type_id", Cut.KIND: f"{request}kind"}  # fmt: skip
    return F(paths[cut]) if cut in paths else Value(0, output_field=IntegerField())


def bucket_of(instant: str, borders: Sequence[datetime]) -> Expression:
    """Which stretch between the borders an instant lies in: 0 before the second border, 1 before the third …
    Without borders all is one stretch.

    Plain comparisons: truncating 240,000 times by month in a zone costs SQLite two seconds, this a tenth.
    """
    if len(borders) < 3:
        return Value(0, output_field=IntegerField())
    whens = [
        When(**{f"{instant}__lt": border}, then=Value(number)) for number, border in enumerate(borders[1:-1])
    ]
    return Case(*whens, default=Value(len(borders) - 2), output_field=IntegerField())


@dataclass(frozen=True)
class Volume:
    requests: int = 0
    complaints: int = 0

    def __add__(self, other: "Volume") -> "Volume":
        return Volume(self.requests + other.requests, self.complaints + other.complaints)


BASES = {"registered": "opened_at", "completed": "done_at"}


def volumes(
    part: Slice, cut: Cut = Cut.WHOLE, borders: Sequence[datetime] = (), *, basis: str = "registered"
) -> dict[tuple[Any, int], Volume]:
    """(key of the cut, number of the stretch) → requests and complaints among them, counted by the day they came in or
    were done (AMB-31). Without borders all is stretch 0."""
    rows = Request.objects.filter(part.where(BASES[basis])).order_by()
    keyed = rows.annotate(
        key=key_of(cut, "responsible_id"), stretch=bucket_of(BASES[basis], borders)
    ).values_list("key", "stretch")
    counted = keyed.annotate(requests=Count("pk"), complaints=Count("pk", filter=Q(kind=Kind.COMPLAINT)))
    return {(key, stretch): Volume(requests, complaints) for key, stretch, requests, complaints in counted}


def type_names(ids: Collection[int]) -> dict[int, str]:
    """Service types by id in the reader's language, also those no longer in use."""
    return {found.pk: found.label for found in ServiceType.objects.filter(pk__in=ids)}


def types_for_choice(company_ids: Collection[int]) -> list[tuple[int, str, int | None]]:
    """(id, name, group) of the companies' types, groups before their members."""
    types = ServiceType.objects.filter(company__in=company_ids).order_by(
        "parent__position", "parent__code", "position", "code"
    )
    return [(found.pk, found.label, found.parent_id) for found in types]
