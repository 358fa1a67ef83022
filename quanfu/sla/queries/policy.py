"""Which policy sets a limit, and why. The whole table is in memory, so that asking costs no statement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quanfu.channels.queries.names import channel_names
from quanfu.core.cached import Cached
from quanfu.core.errors import Http404
from quanfu.customers.enums import Grade
from quanfu.desk.enums import Charge, Kind, Priority
from quanfu.desk.queries.service_type import type_names
from quanfu.org.queries.unit import paths_of
from quanfu.sla.models import Policy

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Person

FIELDS = ("grades", "kinds", "types", "charges", "channels", "units", "priorities")


@dataclass(frozen=True, slots=True)
class Level:
    """A level of escalation: ``minutes`` after the one before, of the limit's own time."""

    minutes: int
    action: str
    to: str
    role: str = ""
    person: int | None = None
    hours: bool = False


def levels_from(rows: Iterable[Mapping[str, Any]]) -> tuple[Level, ...]:
    return tuple(
        Level(
            int(row.get("minutes", 0)),
            str(row["action"]),
            str(row["to"]),
            str(row.get("role") or ""),
            row.get("person") or None,
            bool(row.get("hours")),
        )
        for row in rows
    )


@dataclass(frozen=True)
class Line:
    """A policy made ready for matching. ``within``: unit id → path, of the units it is for."""

    pk: int
    line: int
    version: int
    position: int
    name: str
    since: datetime
    until: datetime | None
    wanted: dict[str, frozenset[Any]]
    within: dict[int, str]
    limits: dict[str, dict[str, Any]]
    levels: tuple[Level, ...]
    remind_percent: int | None

    def counts(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)

    def because(self, request: "Request") -> str | None:
        """The conditions met, as 'grades=A;kinds=repair'; '' where none is asked for; None when it does not fit."""
        met = []
        for name in self.wanted:
            if (value := self.met(request, name)) is None:
                return None
            met.append(f"{name}={value}")
        return ";".join(met)[:120]

    def met(self, request: "Request", name: str) -> Any:
        """The value of that condition which the request has, or None."""
        values = self.wanted[name]
        value = self._units(request) if name == "units" else _value(request, name, values)
        return value if value is not None and value in values else None

    def meets(self, request: "Request", name: str) -> bool:
        return self.met(request, name) is not None

    def _units(self, request: "Request") -> int | None:
        path = request.unit.path
        return next((pk for pk, above in self.within.items() if path.startswith(above)), None)


def _value(request: "Request", name: str, values: frozenset[Any]) -> Any:
    if name == "types":
        chosen = request.service_type
        return next((pk for pk in (chosen.pk, chosen.parent_id) if pk in values), None) if chosen else None
    if name == "grades":
        return request.customer.grade if request.customer_id is not None and request.customer else None
    return {
        "kinds": request.kind,
        "charges": request.charge,
        "channels": getattr(request, "channel_id"),  # noqa: B009 - not declared on the model
        "priorities": request.priority,
    }[name]


@dataclass
class Table:
    """All versions: those in force by company, and every one by id."""

    current: dict[int, list[Line]] = field(default_factory=dict)
    versions: dict[int, list[Line]] = field(default_factory=dict)
    changed_at: dict[int, datetime] = field(default_factory=dict)
    by_pk: dict[int, Line] = field(default_factory=dict)
    names: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def lines(self, company_id: int, at: datetime) -> list[Line]:
        """The lines in force at that instant, in their order."""
        if company_id not in self.changed_at:
            return []
        if at >= self.changed_at[company_id]:
            return self.current.get(company_id, [])
        return [line for line in self.versions[company_id] if line.counts(at)]


def _load() -> Table:
    table, rows = Table(), list(Policy.objects.order_by("company", "position", "line"))
    units = paths_of({pk for row in rows for pk in row.conditions.get("units", ())})
    for row in rows:
        line = _line(row, units)
        table.by_pk[row.pk] = line
        table.versions.setdefault(row.company_id, []).append(line)
        if row.until is None:
            table.current.setdefault(row.company_id, []).append(line)
        last = max(filter(None, (row.since, row.until, table.changed_at.get(row.company_id))))
        table.changed_at[row.company_id] = last
    table.names = {("units", str(pk)): (name, name_en) for pk, (_path, name, name_en) in units.items()}
    types = {pk for row in rows for pk in row.conditions.get("types", ())}
    table.names |= {("types", str(pk)): label for pk, label in type_names(types).items()}
    channels = {pk for row in rows for pk in row.conditions.get("channels", ())}
    table.names |= {("channels", str(pk)): (name, "") for pk, name in channel_names(channels).items()}
    return table


def _line(row: Policy, units: dict[int, tuple[str, str, str]]) -> Line:
    wanted = {name: frozenset(row.conditions[name]) for name in FIELDS if row.conditions.get(name)}
    within = {pk: units[pk][0] for pk in row.conditions.get("units", ()) if pk in units}
    return Line(
        row.pk, row.line, row.version, row.position, row.name, row.since, row.until, wanted, within, row.limits,
        levels_from(row.levels), row.remind_percent,
    )  # fmt: skip


POLICIES = Cached("sla.policies", _load)


def policy_for(request: "Request", target: str, at: datetime) -> tuple[Line, str] | None:
    """The first line in force at that instant that sets the target and fits the request, and why; no statement."""
    for line in POLICIES.get().lines(request.company_id, at):
        if target in line.limits and (because := line.because(request)) is not None:
            return line, because
    return None


def line_of(policy_id: int) -> Line | None:
    """The version of that id; one made a moment ago in another process is looked for again."""
    table = POLICIES.get()
    if policy_id not in table.by_pk:
        POLICIES.forget()
        table = POLICIES.get()
    return table.by_pk.get(policy_id)


def because_text(because: str) -> str:
    """'grades=A;kinds=repair' in the reader's words: 'class A and Repair'."""
    parts = [part.split("=", 1) for part in because.split(";") if "=" in part]
    return _(" and ").join(_word(name, value) for name, value in parts)


def _word(name: str, value: str) -> str:
    if name == "grades":
        return _("class %(grade)s") % {"grade": str(Grade(value).label) if value in Grade.values else value}
    for key, choices in (("kinds", Kind), ("charges", Charge)):
        if name == key:
            return str(choices(value).label) if value in choices.values else value
    if name == "priorities":
        return str(Priority(int(value)).label)
    label, label_en = POLICIES.get().names.get((name, value), (value, ""))
    return label_en if label_en and get_language() == "en" else label


def condition_words(line: Line) -> list[tuple[str, list[str]]]:
    """Field → its values in words, for the list of policies."""
    return [(name, [_word(name, str(value)) for value in sorted(line.wanted[name], key=str)]) for name in line.wanted]  # fmt: skip


def current_policies(company_id: int) -> QuerySet[Policy]:
    return Policy.objects.filter(company=company_id, until=None).order_by("position", "line")


def policies_for(by: "Person") -> QuerySet[Policy]:
    """The list of the viewer's own company."""
    return current_policies(by.company_id)


def access_policy(line: int, *, by: "Person") -> Policy:
    """The version in force of a line of the viewer's own company; Http404 otherwise."""
    found = policies_for(by).filter(line=line).first()
    if found is None:
        raise Http404("sla.Policy")
    return found


def versions_of(policy: Policy) -> QuerySet[Policy]:
    """All versions of the line, the newest first."""
    return (
        Policy.objects.filter(company=policy.company_id, line=policy.line)
        .select_related("by")
        .order_by("-version")
    )
