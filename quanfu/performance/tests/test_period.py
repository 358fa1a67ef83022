from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanfu.performance.enums import PeriodKind
from quanfu.performance.queries.period import Period

days = st.dates(date(1971, 1, 1), date(2400, 12, 31))
kinds = st.sampled_from(PeriodKind)


@given(day=days, kind=kinds)
def test_a_day_lies_in_its_period_and_the_key_leads_back(day: date, kind: PeriodKind) -> None:
    period = Period.of(kind, day)
    assert period.starts_on <= day <= period.ends_on
    assert Period.parse(period.key) == period


@given(day=days, kind=kinds)
def test_periods_follow_each_other_without_a_gap(day: date, kind: PeriodKind) -> None:
    period = Period.of(kind, day)
    assert period.next().starts_on == period.ends_on + timedelta(days=1)
    assert period.next().previous() == period
    assert [p.next() for p in period.last(4)[:3]] == period.last(4)[1:]


@pytest.mark.parametrize(
    "key", ["", "2026-13", "2026-Q5", "2026-W54", "26-05", "2026-02-30", "0000", "2026-5", "２０２６"]
)
def test_what_is_no_period_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Period.parse(key)


def test_a_month_begins_at_midnight_where_the_company_works() -> None:
    may = Period.parse("2026-05")
    shanghai = ZoneInfo("Asia/Shanghai")
    assert may.starts_at == datetime(2026, 5, 1, tzinfo=shanghai)
    assert may.ends_at == datetime(2026, 6, 1, tzinfo=shanghai)


def test_a_quarter_covers_its_months() -> None:
    quarter = Period.parse("2026-Q2")
    assert quarter.covers(Period.parse("2026-05"))
    assert not quarter.covers(Period.parse("2026-07"))
