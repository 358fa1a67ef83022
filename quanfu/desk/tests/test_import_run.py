import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.core.tables import read_table
from quanfu.core.testing import corpus
from quanfu.desk.actions import import_run
from quanfu.desk.actions.import_run import Outcome, import_requests
from quanfu.desk.enums import State
from quanfu.desk.models import ImportRun, Request, ServiceType
from quanfu.desk.queries.import_map import read_map
from quanfu.org.models import Unit

pytestmark = pytest.mark.django_db
MAP = """
[import]
source = "old"
key = ["id"]
time_zone = "Asia/Shanghai"
create_types = true
create_units = "outlet"
[fields]
opened_at = "opened"
closed_at = {column = "closed"}
subject = {template = "{group}: {what}"}
contact_name = {value = "未知"}
contact_phone = "phone"
type_group = "group"
type_name = "what"
unit = "place"
priority = {column = "prio", values = {1 = "urgent"}, default = "normal"}
"""
ROW = {"id": "1", "opened": "2026-03-02 09:00", "closed": "2026-03-03 10:00", "group": "报修", "what": "漏水", "phone": "13812345678",
       "place": "东站", "prio": "1"}  # fmt: skip


@pytest.fixture(autouse=True)
def channel(company: Unit) -> Channel:
    return Channel.objects.create(company=company, code="list", kind=ChannelKind.IMPORT, name="导入")


def bring(
    company: Unit,
    rows: list[dict[str, Any]],
    text: str = MAP,
    *,
    dry_run: bool = False,
    sha256: str = "0" * 64,
) -> Outcome:
    return import_requests(
        company=company, rows=enumerate(rows, 2), file_name="old.csv", sha256=sha256, import_map=read_map(text), by=SYSTEM, dry_run=dry_run
    )  # fmt: skip


def test_row_becomes_a_closed_request_with_type_unit_and_times(company: Unit) -> None:
    assert bring(company, [ROW]).added == 1
    request = Request.objects.select_related("service_type__parent", "unit").get()
    assert (request.state, request.priority, request.subject) == (State.CLOSED, 1, "报修: 漏水")
    assert request.opened_at == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    assert request.service_type is not None and str(request.service_type.parent) == "报修"
    assert request.unit.name == "东站" and request.number.startswith("IM-20260302-")


def test_open_row_is_the_work_of_the_units_head(company: Unit) -> None:
    bring(company, [ROW | {"closed": ""}])
    request = Request.objects.get()
    assert request.state == State.APPROVED and request.responsible == company.head


def test_limits_are_reckoned_on_the_work_calendar(company: Unit) -> None:
    from quanfu.sla.models import Clock

    bring(company, [ROW])
    clock = Clock.objects.get()
    assert clock.seconds == 7.5 * 3600 + 3600  # Monday 9:00 to 18:00 without the break, Tuesday 9:00 to 10:00
    assert clock.next_at is None and not clock.escalations.exists()


def test_same_file_twice_adds_nothing(company: Unit) -> None:
    bring(company, [ROW, ROW | {"id": "2"}])
    again = bring(company, [ROW, ROW | {"id": "2"}])
    assert (again.added, again.known) == (0, 2) and Request.objects.count() == 2


def test_dry_run_checks_and_writes_nothing(company: Unit) -> None:
    outcome = bring(company, [ROW, ROW | {"id": "2", "opened": "never"}], dry_run=True)
    assert outcome.added == 1 and len(outcome.wrong) == 1
    assert (
        not Request.objects.exists() and not ServiceType.objects.exists() and not ImportRun.objects.exists()
    )


@pytest.mark.req("TEC-10")
@pytest.mark.parametrize("change", [
    {"opened": ""}, {"opened": "32.13.2026"}, {"closed": "2026-03-01 10:00"}, {"id": ""}, {"group": "", "what": ""}, {"phone": "call me"},
    {"what": "x" * 300}, {"prio": "9"},
])  # fmt: skip
def test_row_that_does_not_fit_comes_back_with_its_line_and_reason(
    company: Unit, change: dict[str, str]
) -> None:
    outcome = bring(company, [ROW, ROW | {"id": "2"} | change, ROW | {"id": "3"}])
    assert outcome.added == 2
    ((line, row, reason),) = outcome.wrong
    assert line == 3 and row == ROW | {"id": "2"} | change and reason


def test_key_that_stands_twice_in_the_list_comes_in_once(company: Unit) -> None:
    outcome = bring(company, [ROW, ROW])
    assert (outcome.added, len(outcome.wrong)) == (1, 1)


def test_interrupted_run_goes_on_where_it_stopped(company: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_run, "BATCH", 2)
    rows = [ROW | {"id": str(n)} for n in range(6)]
    seen: list[int] = []

    def stop(count: int) -> None:
        seen.append(count)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_requests(
            company=company,
            rows=enumerate(rows, 2),
            file_name="f",
            sha256="1",
            import_map=read_map(MAP),
            by=SYSTEM,
            progress=stop,
        )
    assert Request.objects.count() == 4
    outcome = import_requests(
        company=company,
        rows=enumerate(rows, 2),
        file_name="f",
        sha256="1",
        import_map=read_map(MAP),
        by=SYSTEM,
    )
    assert (outcome.added, outcome.known) == (2, 0) and Request.objects.count() == 6


def test_unknown_unit_is_refused_where_the_map_makes_none(company: Unit) -> None:
    outcome = bring(company, [ROW], MAP.replace('create_units = "outlet"', ""))
    assert outcome.added == 0 and "东站" in outcome.wrong[0][2]


@pytest.mark.parametrize(("old", "new"), [
    ("[import]", "[import"), ('source = "old"', ""), ('key = ["id"]', ""), ('subject = {template = "{group}: {what}"}', ""),
    ('unit = "place"', 'nonsense = "place"'), ('create_units = "outlet"', 'create_units = "castle"'), ("Asia/Shanghai", "Mars/Base"),
])  # fmt: skip
def test_wrong_map_is_refused_with_the_reason(old: str, new: str) -> None:
    with pytest.raises(Refused):
        read_map(MAP.replace(old, new))


def test_real_list_of_a_city_comes_in_with_its_bad_lines_named(company: Unit) -> None:
    text = """
[import]
source = "boston"
key = ["case_enquiry_id"]
time_zone = "America/New_York"
create_types = true
[fields]
opened_at = "open_dt"
closed_at = "closed_dt"
subject = "case_title"
contact_name = {value = "-"}
type_group = "reason"
type_name = "type"
body = "location"
"""
    path = corpus("data-csv-import") / "boston311-100.csv"
    outcome = import_requests(
        company=company,
        rows=read_table(path),
        file_name=path.name,
        sha256="b",
        import_map=read_map(text),
        by=SYSTEM,
    )
    with Path(path).open(encoding="utf-8") as file:
        expected = {row["case_enquiry_id"]: row for row in csv.DictReader(file)}
    assert outcome.added == len(expected) == 100 and not outcome.wrong
    zone = read_map(text).zone
    for request in Request.objects.all():
        row = expected[request.source_key]
        assert timezone.localtime(request.opened_at, zone).strftime("%Y-%m-%d %H:%M:%S") == row["open_dt"]
        assert bool(request.closed_at) == bool(row["closed_dt"])
