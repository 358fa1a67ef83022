"""Real cases of a city, brought in and counted by us, against the same counted by another program."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel
from quanfu.core.access import Scope
from quanfu.core.actions.calendar import save_calendar
from quanfu.core.actor import SYSTEM
from quanfu.core.tables import read_table
from quanfu.core.testing import corpus
from quanfu.desk.actions.import_run import import_requests
from quanfu.desk.models import Request, ServiceType
from quanfu.desk.queries.figures import Cut, Slice
from quanfu.desk.queries.import_map import read_map
from quanfu.org.models import Unit
from quanfu.reports.queries.figures import figures_by, whole

pytestmark = pytest.mark.django_db
duckdb = pytest.importorskip("duckdb", reason="duckdb counts the same cases independently")
SAMPLE = 1200
MAP = Path(__file__).parents[2] / "examples" / "nyc-constituent-cases.toml"
AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def cases() -> Path:
    return corpus("data-nyc-constituent-cases") / "cases.parquet"


@pytest.fixture
def imported(company: Unit, cases: Path) -> Iterator[Slice]:
    """The first cases of the list, on a calendar of eight hours from Monday to Friday without holidays."""
    week = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    company.calendar = save_calendar(
        calendar=None, code="city", name="City", tz="America/New_York", week=week, by=SYSTEM
    )
    company.save(update_fields=["calendar"])
    Channel.objects.create(company=company, code="list", kind=ChannelKind.IMPORT, name="List")
    import_requests(company=company, rows=islice(read_table(cases), SAMPLE), file_name=cases.name, sha256="x",
                    import_map=read_map(MAP.read_text(encoding="utf-8")), by=SYSTEM)  # fmt: skip
    yield Slice(datetime(2014, 1, 1, tzinfo=UTC), AT, Scope(companies=frozenset({company.pk})))


def ask(cases: Path, sql: str) -> list[Any]:
    """What duckdb answers about the same first rows (view ``cases``), with Monday to Friday as view ``days``."""
    with duckdb.connect() as other:
        other.execute(
            f"CREATE VIEW cases AS SELECT * FROM (SELECT * FROM read_parquet('{cases}') LIMIT {SAMPLE})"
        )
        other.execute(
            "CREATE TABLE days AS SELECT CAST(d AS DATE) AS day FROM generate_series(DATE '2014-12-01', DATE '2024-12-31', INTERVAL 1 DAY) t(d) WHERE isodow(d) < 6"
        )
        return other.execute(sql).fetchall()


def test_every_case_of_the_sample_is_there_once_with_its_times(imported: Slice, cases: Path) -> None:
    assert Request.objects.count() == SAMPLE
    ((opened, closed, still_open),) = ask(
        cases, "SELECT count(opendate), count(closedate), count(*) - count(closedate) FROM cases"
    )
    assert Request.objects.filter(opened_at__isnull=False).count() == opened
    assert (
        Request.objects.filter(closed_at__isnull=False).count(),
        Request.objects.filter(closed_at=None).count(),
    ) == (closed, still_open)


def test_type_tree_is_that_of_the_list(imported: Slice, cases: Path) -> None:
    ((groups, types),) = ask(
        cases,
        """
        SELECT count(DISTINCT coalesce(complaint_type, 'Unspecified')),
               count(DISTINCT coalesce(complaint_type, 'Unspecified') || '/' || coalesce(descriptor, 'Unspecified')) FROM cases""",
    )
    made = ServiceType.objects.filter(code__regex=r"-[0-9a-f]{8}$")
    assert (made.filter(parent=None).count(), made.exclude(parent=None).count()) == (groups, types)


@pytest.mark.req("KPI-3")
@pytest.mark.req("KPI-12")
def test_share_done_on_time_equals_another_programs_count_for_each_unit(imported: Slice, cases: Path) -> None:
    """The limit is 1,440 working minutes, three days of eight hours: a case is in time if closed before 17:00 of the third."""
    counted = ask(
        cases,
        """
        SELECT account, count(*), count(*) FILTER (closedate IS NOT NULL AND closedate <= (
            SELECT day + INTERVAL 17 HOUR FROM days WHERE day >= opendate ORDER BY day LIMIT 1 OFFSET 2)) FROM cases GROUP BY account""",
    )
    codes = dict(Unit.objects.values_list("pk", "code"))
    ours = {
        codes[unit]: (f.on_time.due, f.on_time.kept)
        for unit, f in figures_by(imported, Cut.UNIT, at=AT).items()
    }
    assert ours == {account: (due, kept) for account, due, kept in counted}
    total = whole(imported, at=AT).on_time
    assert (total.due, total.kept) == (sum(d for d, _k in ours.values()), sum(k for _d, k in ours.values()))


@pytest.mark.req("KPI-4")
def test_volume_by_month_equals_another_programs_count(imported: Slice, cases: Path) -> None:
    from zoneinfo import ZoneInfo

    for month, count in ask(cases, "SELECT date_trunc('month', opendate), count(*) FROM cases GROUP BY 1"):
        start = datetime(month.year, month.month, 1, tzinfo=ZoneInfo("America/New_York"))
        after = date(month.year, month.month, 1) + timedelta(days=32)
        end = datetime(after.year, after.month, 1, tzinfo=ZoneInfo("America/New_York"))
        assert whole(Slice(start, end, imported.scope), at=AT).volume.requests == count
