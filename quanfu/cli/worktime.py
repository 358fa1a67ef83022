"""`quanfu worktime`: working-time questions as JSON lines, so that anyone can check our arithmetic."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

import click

from quanfu.cli.texts import N_, _
from quanfu.core.worktime import LONGEST, Calendar, StillPaused, WorktimeError

BOM = b"\xef\xbb\xbf"
LONGEST_MESSAGE = 400
KEPT_CALENDARS = 256
HELP = N_(
    """Compute deadlines and working time: one JSON question a line in, one JSON answer a line out.

Reads the FILES, or standard input without any (or for "-"). A question, on one line:

\b
  {"calendar": {"tz": "Asia/Shanghai",
                "week": {"mon": [["09:00", "12:00"], ["13:30", "18:00"]]},
                "holidays": ["2026-10-01"],
                "workdays": {"2026-10-10": [["09:00", "18:00"]]}},
   "start": "2026-09-28T09:00", "minutes": 480,
   "pauses": [["2026-09-28T10:00", "2026-09-28T10:30"]]}

\b
With "minutes"  the answer is {"due": "2026-10-05T10:00:00+08:00"}
With "end"      it is {"minutes": 7.5, "seconds": 450}
A wrong line    gives {"error": "why"}, and the next lines go on

\b
- A date and time without offset is wall time of the calendar; the due time
  is in the calendar's zone with its offset. A date alone means its midnight.
- Minutes used up exactly at an interval's end are due at that end. 0 minutes
  are due at the start itself. Negative minutes count back; an end before the
  start gives negative minutes.
- {"due": null}: a pause without an end (null) comes before the time is used up.
- Times run from 00:00 to 24:00; an end before its start lies in the next day.
  Workdays beat holidays; given as a plain list of dates they have the hours of
  the first working weekday. {"tz": "...", "always": true} never closes.
- Seconds are real ones, also when clocks change; fractions of a second stay.

Blank lines are skipped; unknown keys are ignored. The exit code is 1 if any line was wrong, else 0.
"""
)


def _refuse(constant: str) -> NoReturn:
    raise WorktimeError(f"{constant} is no number")


def _calendar(data: Any) -> Calendar:
    """The calendar of a question. Needs a tz and one of always, week, workdays."""
    if not isinstance(data, dict):
        raise WorktimeError("calendar: an object with tz and week is needed")
    always = data.get("always")
    if always not in (None, True, False):
        raise WorktimeError("calendar: always is true or false")
    if always:
        return Calendar.always(data.get("tz"))  # type: ignore[arg-type]
    week, workdays = data.get("week"), data.get("workdays")
    if week is None and workdays is None:
        raise WorktimeError("calendar: a week is needed, or workdays, or always")
    return Calendar(
        data.get("tz"),  # type: ignore[arg-type]  # the constructor refuses what is no name
        {} if week is None else week,
        () if data.get("holidays") is None else data["holidays"],
        () if workdays is None else workdays,
    )


def _moment(value: Any, name: str) -> datetime:
    if isinstance(value, str):
        with suppress(ValueError):
            return datetime.fromisoformat(value.strip())
    raise WorktimeError(f"{name}: {value!r} is no date and time such as 2026-11-21T09:00")


def _pauses(value: Any) -> list[tuple[datetime, datetime | None]]:
    pauses = []
    if not isinstance(value, list):
        raise WorktimeError("pauses: a list of pairs [start, end] is needed")
    for pause in value:
        if not isinstance(pause, list) or len(pause) != 2:
            raise WorktimeError(f"pauses: a pair [start, end] is needed, not {pause!r}")
        begin, end = pause
        pauses.append((_moment(begin, "pauses"), None if end is None else _moment(end, "pauses")))
    return pauses


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _answer(question: Any, calendars: dict[str, Calendar]) -> dict[str, Any]:
    if not isinstance(question, dict):
        raise WorktimeError("a JSON object is needed")
    key = repr(question.get("calendar"))
    calendar = calendars.get(key)
    if calendar is None:
        if len(calendars) >= KEPT_CALENDARS:
            calendars.clear()
        calendar = calendars[key] = _calendar(question.get("calendar"))
    start = _moment(question.get("start"), "start")
    pauses = [] if question.get("pauses") is None else _pauses(question["pauses"])
    minutes, end = question.get("minutes"), question.get("end")
    if (minutes is None) == (end is None):
        raise WorktimeError("either minutes or end is needed, not both")
    if end is not None:
        worked = calendar.worked(start, _moment(end, "end"), pauses)
        seconds = Decimal(worked.days * 86_400 + worked.seconds) + Decimal(worked.microseconds) / 1_000_000
        return {"minutes": _number(seconds / 60), "seconds": _number(seconds)}
    if isinstance(minutes, bool) or not isinstance(minutes, int | Decimal):
        raise WorktimeError(f"minutes: {minutes!r} is no number")
    if not -LONGEST < minutes < LONGEST:
        raise WorktimeError("minutes: more time than there is from year 1 to year 9999")
    try:
        return {"due": calendar.add(start, minutes * 60, pauses).astimezone(calendar.zone).isoformat()}
    except StillPaused:
        return {"due": None}


def answer(line: bytes, calendars: dict[str, Calendar]) -> dict[str, Any]:
    """The answer to one line; never raises for anything that a line can hold."""
    try:
        question = json.loads(line.decode(), parse_float=Decimal, parse_constant=_refuse)
        return _answer(question, calendars)
    except UnicodeDecodeError:
        return {"error": "the line is not UTF-8"}
    except json.JSONDecodeError as problem:
        return {"error": f"the line is not JSON: {problem}"}
    except RecursionError:
        return {"error": "the line is nested too deeply"}
    except OverflowError:
        return {"error": "the answer is not between year 1 and year 9999"}
    except ValueError as problem:
        return {"error": str(problem)[:LONGEST_MESSAGE]}


def _lines(files: Iterable[Any]) -> Iterator[bytes]:
    for file in files:
        for number, line in enumerate(file):
            line = line.removeprefix(BOM) if number == 0 else line
            if line.strip():
                yield line


@click.command("worktime", help=_(HELP))
@click.argument("files", nargs=-1, type=click.File("rb"))
@click.pass_context
def command(ctx: click.Context, files: tuple[Any, ...]) -> None:
    calendars: dict[str, Calendar] = {}
    failed = False
    out = sys.stdout.buffer
    for line in _lines(files or [sys.stdin.buffer]):
        found = answer(line, calendars)
        failed = failed or "error" in found
        # Lone surrogates of a question cannot be UTF-8; backslashed they are valid JSON again.
        out.write(json.dumps(found, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        out.flush()
    ctx.exit(1 if failed else 0)
