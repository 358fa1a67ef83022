"""`quanfu sla explain` tells every instant of a request's limits, as lines and as JSON."""

import json

import pytest
from click.testing import CliRunner

from quanfu.cli.sla import explain
from quanfu.core import clock
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.hold import begin_hold, end_hold_of
from quanfu.desk.models import Request
from quanfu.org.models import Person
from quanfu.sla.jobs import run_clocks
from quanfu.sla.tests.conftest import assigned, local, office, opened, qian

pytestmark = pytest.mark.django_db
__all__ = ["assigned", "office", "opened", "qian"]


def told(number: str, *options: str) -> str:
    done = CliRunner().invoke(explain, [number, *options])
    assert done.exit_code == 0, done.output
    return done.output


def test_lines_tell_start_pause_and_miss_with_rule_and_calendar(assigned: Request, sun: Person) -> None:
    with clock.at(local("2026-11-20 11:10")):
        begin_hold(request=assigned, waits_for="customer", text="等客户确认时间", by=sun)
    with clock.at(local("2026-11-20 11:40")):
        assigned.refresh_from_db()
        end_hold_of(request=assigned, by=sun)
    with clock.at(local("2026-11-24 17:00")):
        run_clocks.call()
        run_jobs()
        text = told(assigned.number)
    lines = text.splitlines()
    assert lines[0].startswith(assigned.number) and assigned.subject in lines[0]
    heads = [line for line in lines if line and not line.startswith(" ")][1:]
    assert heads and all("办公" in head for head in heads)
    assert any("2026-11-20 11:10" in line and "paused" in line for line in lines), text
    assert any("2026-11-20 11:40" in line and "goes on" in line for line in lines), text
    assert any("limit missed" in line for line in lines), text


def test_json_says_the_same_to_programs(assigned: Request) -> None:
    clocks = json.loads(told(assigned.number, "--json"))
    one = next(each for each in clocks if each["target"] == "completion")
    assert (
        one["state"] == "running" and one["calendar"] == "办公" and one["instants"][0]["at"] <= one["due_at"]
    )


def test_unknown_number_is_a_problem_with_words() -> None:
    done = CliRunner().invoke(explain, ["FW-20200101-0001"])
    assert done.exit_code != 0
