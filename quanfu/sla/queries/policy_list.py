"""The list of policies in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quanfu.core.clock import now
from quanfu.desk.enums import WaitsFor
from quanfu.org.queries.ladder import active_people
from quanfu.org.queries.role import roles
from quanfu.sla.enums import LevelAction, Recipient, Target
from quanfu.sla.queries.policy import POLICIES, Level, Line, condition_words


@dataclass(frozen=True)
class Card:
    """A policy as its list shows it."""

    line: Line
    place: int
    conditions: list[tuple[str, list[str]]]
    limits: list[tuple[str, str, str]]  # target, length, what stops it
    levels: list[tuple[str, str, str]]  # who, when, what


def policy_cards(company_id: int) -> list[Card]:
    """The lines in force, in order; two queries for names at the most."""
    lines = POLICIES.get().lines(company_id, now())
    people = {level.person for line in lines for level in line.levels if level.person}
    names = {pk: person.name for pk, person in active_people(people).items()} if people else {}
    held = (
        {role.code: role.label for role in roles()}
        if any(lv.role for ln in lines for lv in ln.levels)
        else {}
    )
    return [
        Card(
            line, place, condition_words(line),
            [(str(Target(target).label), length_of(spec), pauses_of(spec)) for target, spec in line.limits.items()],
            [_level(level, names, held) for level in line.levels],
        )
        for place, line in enumerate(lines, start=1)
    ]  # fmt: skip


def length_of(spec: dict[str, Any]) -> str:
    """'4 working hours', '24 hours around the clock, at most'."""
    days, minutes = int(spec.get("days") or 0), int(spec.get("minutes") or 0)
    if days:
        said = ngettext("%(count)s working day", "%(count)s working days", days) % {"count": days}
    else:
        said = _hours(minutes // 60, bool(spec.get("around_the_clock"))) if minutes % 60 == 0 else _minutes(minutes, bool(spec.get("around_the_clock")))  # fmt: skip
    return _("at most %(length)s") % {"length": said} if spec.get("at_most") else said


def _hours(hours: int, wall: bool) -> str:
    if wall:
        return ngettext("%(count)s hour around the clock", "%(count)s hours around the clock", hours) % {"count": hours}  # fmt: skip
    return ngettext("%(count)s working hour", "%(count)s working hours", hours) % {"count": hours}


def _minutes(minutes: int, wall: bool) -> str:
    if wall:
        return ngettext("%(count)s minute around the clock", "%(count)s minutes around the clock", minutes) % {"count": minutes}  # fmt: skip
    return ngettext("%(count)s working minute", "%(count)s working minutes", minutes) % {"count": minutes}


def pauses_of(spec: dict[str, Any]) -> str:
    return "、".join(str(WaitsFor(kind).label) for kind in spec.get("pauses") or ())


def _level(level: Level, names: dict[int, str], held: dict[str, str]) -> tuple[str, str, str]:
    who = {
        Recipient.ROLE: held.get(level.role, level.role),
        Recipient.PERSON: names.get(level.person or 0, "—"),
    }.get(Recipient(level.to), str(Recipient(level.to).label))
    hours = level.minutes // 60
    when = _("at once")
    if level.minutes % 60:
        when = ngettext("%(count)s minute later", "%(count)s minutes later", level.minutes) % {"count": level.minutes}  # fmt: skip
    elif hours:
        when = ngettext("%(count)s hour later", "%(count)s hours later", hours) % {"count": hours}
    return who, f"{when} · {_('in their working hours')}" if level.hours else when, str(LevelAction(level.action).label)  # fmt: skip
