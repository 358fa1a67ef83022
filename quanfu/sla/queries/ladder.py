"""Who stands at a level of escalation: found through the tree of units, for a batch of clocks at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from quanfu.core.queries.calendar import calendar_for
from quanfu.core.worktime import Calendar
from quanfu.org.queries.ladder import active_people, heads_above, holders_above
from quanfu.sla.enums import Recipient
from quanfu.sla.models import Clock, Escalation
from quanfu.sla.queries.limit import levels_for
from quanfu.sla.queries.policy import Level

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit


@dataclass
class Step:
    """A level that a clock reaches now. ``people``: all who stand there, the first is the one who would take over.

    ``told``: who was told at the levels before. ``opens_at``: when the recipient is at work next, where the level waits
    for that; None: at once.
    """

    clock: Clock
    number: int
    level: Level
    people: list["Person"] = field(default_factory=list)
    told: list["Person"] = field(default_factory=list)
    opens_at: datetime | None = None

    @property
    def to(self) -> "Person | None":
        return self.people[0] if self.people else None


class Ladder:
    """The recipients of a batch: one query for all heads, one more for roles, persons and earlier levels where needed."""

    def __init__(self, clocks: Sequence[Clock], at: datetime) -> None:
        self.at = at
        self.due = [clock for clock in clocks if clock.due_at <= at]
        self.paths = {clock.pk: place_of(clock).path for clock in self.due}
        levels = [level for clock in self.due for level in levels_for(clock.policy_id, clock.company_id)]
        self.roles = {level.role for level in levels if level.to == Recipient.ROLE}
        self.ids = {level.person for level in levels if level.to == Recipient.PERSON and level.person}
        self.calendars: dict[int, Calendar] = {}
        self.sofar: dict[int, list[Person]] = {}

    @cached_property
    def heads(self) -> dict[str, list["Person"]]:
        return heads_above(self.paths.values()) if self.paths else {}

    @cached_property
    def holders(self) -> dict[tuple[str, str], list["Person"]]:
        return holders_above(self.roles, self.paths.values()) if self.roles else {}

    @cached_property
    def people(self) -> dict[int, "Person"]:
        return active_people(self.ids) if self.ids else {}

    @cached_property
    def before(self) -> dict[int, list["Person"]]:
        """Clock id → who was told at its levels so far."""
        climbed = [clock.pk for clock in self.due if clock.level]
        found: dict[int, list[Person]] = {}
        if climbed:
            rows = Escalation.objects.filter(clock__in=climbed).select_related("to__unit").order_by("level")
            for row in rows:
                if row.to is not None:
                    found.setdefault(row.clock_id, []).append(row.to)  # type: ignore[attr-defined]
        return found

    def calendar_of(self, clock: Clock) -> Calendar:
        return self._calendar(clock.unit)

    def step(self, clock: Clock, number: int, level: Level) -> Step:
        told = self.sofar.setdefault(clock.pk, list(self.before.get(clock.pk, ())))
        step = Step(clock, number, level, self._recipients(clock, level, told), list(told))
        if level.hours and step.to:
            step.opens_at = self._calendar(step.to.unit).next_open(self.at)
        if step.opens_at is None or step.opens_at <= self.at:
            told.extend(step.people[:1])
        return step

    def _recipients(self, clock: Clock, level: Level, told: list["Person"]) -> list["Person"]:
        path = self.paths[clock.pk]
        if level.to == Recipient.ROLE:
            return self.holders.get((level.role, path), [])
        if level.to == Recipient.PERSON:
            return [self.people[level.person]] if level.person in self.people else []
        passed_over = {clock.person_id} | ({one.pk for one in told} if level.to == Recipient.ABOVE else set())
        return [head for head in self.heads.get(path, ()) if head.pk not in passed_over][:1]

    def _calendar(self, unit: "Unit") -> Calendar:
        if unit.pk not in self.calendars:
            self.calendars[unit.pk] = calendar_for(unit)
        return self.calendars[unit.pk]


def place_of(clock: Clock) -> "Unit":
    """Where the ladder begins: the unit of who must act; a step's own department."""
    return clock.person.unit if clock.person and not clock.own else clock.unit
