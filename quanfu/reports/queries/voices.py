"""A page about what customers say: return calls, their rate, open issues, feedback by problem type month by month."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quanfu.desk.queries.figures import Cut, type_names
from quanfu.desk.queries.solving import (
    Calls,
    ReturnVisits,
    calls_made,
    feedback_by_type,
    open_issues,
    return_visits,
)
from quanfu.org.queries.names import person_names
from quanfu.reports.queries.overview import Wanted, slice_for
from quanfu.reports.queries.series import borders_of

if TYPE_CHECKING:
    from quanfu.org.models import Person

MONTHS = 6


@dataclass(frozen=True)
class TypeRow:
    """Feedback about one problem type: in the month asked about, in the one before, and month by month."""

    label: str
    months: list[int]
    problems: int

    @property
    def now(self) -> int:
        return self.months[-1]

    @property
    def change(self) -> int:
        return self.now - self.months[-2]


@dataclass(frozen=True)
class Voices:
    wanted: Wanted
    calls: Calls
    visits: ReturnVisits
    people: list[tuple[str, ReturnVisits]]
    issues: list[Any]
    months: list[str]
    types: list[TypeRow]

    @property
    def answers(self) -> list[tuple[str, int, Decimal | None, str]]:
        """(answer, number, percent, tone) of each question that can be counted (FBK-12)."""
        c = self.calls
        return [
            (_("Solved"), c.solved, c.rate("solved"), "positive"),
            (_("Solved in part"), c.partly, c.rate("partly"), "warning"),
            (_("Not solved"), c.unsolved, c.rate("unsolved"), "negative"),
            (_("Service quality 4 or 5"), c.content, c.rate("content"), "positive"),
            (_("With an opinion"), c.opinions, c.rate("opinions"), "note"),
            (_("With other wishes"), c.wishes, c.rate("wishes"), "note"),
        ]

    @property
    def title(self) -> str:
        return _("Feedback %(span)s") % {"span": self.wanted.span.label}

    @property
    def heads(self) -> list[str]:
        return [_("Service type"), *self.months, _("of these problems")]

    @property
    def table(self) -> Iterator[list[Any]]:
        return ([row.label, *row.months, row.problems] for row in self.types)

    @property
    def chart(self) -> dict[str, Any]:
        """The five types with most feedback over the months, stacked."""
        series = [
            {"name": row.label, "type": "bar", "stack": "all", "data": row.months} for row in self.types[:5]
        ]
        return {
            "xAxis": {"type": "category", "data": self.months}, "yAxis": {"type": "value", "minInterval": 1}, "series": series,
            "legend": {"top": 0, "right": 0},
        }  # fmt: skip


def voices(by: "Person", permission: str, wanted: Wanted) -> Voices:
    """The number of statements does not depend on the records."""
    part = slice_for(by, permission, wanted)
    months = wanted.span.months(MONTHS)
    borders = borders_of(months)
    found = feedback_by_type(replace(part, start=borders[0], end=borders[-1]), borders)
    keys = {key for key, _stretch in found}
    names = type_names([key for key in keys if key is not None])
    types = [
        TypeRow(
            names.get(key or 0, _("without")),
            [found.get((key, number), (0, 0))[0] for number in range(MONTHS)],
            found.get((key, MONTHS - 1), (0, 0))[1],
        )
        for key in keys
    ]
    by_person = return_visits(part, Cut.PERSON)
    people = person_names([key for key in by_person if key])
    return Voices(
        wanted,
        calls_made(part),
        ReturnVisits(sum(v.finished for v in by_person.values()), sum(v.called for v in by_person.values())),
        sorted(((people.get(key, "—"), v) for key, v in by_person.items()), key=lambda row: -row[1].finished),
        list(open_issues(part)[:20]),
        [month.key for month in months],
        sorted(types, key=lambda row: (-row.now, -sum(row.months), row.label)),
    )
