from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import mean
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from quanfu.channels.models import Channel
from quanfu.core import clock
from quanfu.core.access import Scope
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.desk.enums import Kind
from quanfu.desk.models import Request
from quanfu.desk.queries.figures import Cut, Slice
from quanfu.org.models import Person, Unit
from quanfu.performance.queries.period import Period
from quanfu.reports.queries.figures import (
    figures_by,
    figures_by_time,
    percent,
    since_acceptance,
    targets,
    total,
    whole,
)
from quanfu.reports.tests.conftest import MAY_10
from quanfu.sla.queries.figures import Durations

MAY = Period.parse("2026-05")
LATER = MAY_10 + timedelta(days=200)
database = pytest.mark.django_db


def slice_of(company: Unit, period: Period = MAY, **narrowed: object) -> Slice:
    return Slice(period.starts_at, period.ends_at, Scope(companies=frozenset({company.pk})), **narrowed)  # type: ignore[arg-type]


@database
@pytest.mark.req("KPI-1")
def test_a_result_above_the_target_is_reached_with_the_difference(
    company: Unit, record: Callable[..., Request]
) -> None:
    for score in [5] * 37 + [1] * 3:
        record(score=score)
    satisfaction = targets(whole(slice_of(company), at=LATER), MAY.ends_on)["satisfaction"]
    assert (satisfaction.wanted, satisfaction.value, satisfaction.gap, satisfaction.is_reached) == (
        90,
        Decimal("92.5"),
        Decimal("2.5"),
        True,
    )


@database
@pytest.mark.parametrize(
    ("code", "name", "value"),
    [
        ("reports.target_satisfaction", "satisfaction", "99"), ("reports.target_response", "response", 5),
        ("reports.target_completion", "completion", "100"), ("reports.target_complaints", "complaints", "0.1"),
    ],
)  # fmt: skip
def test_a_changed_target_is_missed_from_its_day_on_and_was_reached_before(
    company: Unit, record: Callable[..., Request], code: str, name: str, value: Any
) -> None:
    for number in range(40):
        record(score=5 if number < 38 else 1, minutes=10, on_time=number < 39)
    for _number in range(160):
        record()
    record(kind=Kind.COMPLAINT)
    found = whole(slice_of(company), at=LATER)
    with clock.at(MAY.starts_at):
        set_rule(code=code, value=value, since=MAY.ends_on, by=SYSTEM)
    assert targets(found, MAY.ends_on - timedelta(days=1))[name].is_reached is True
    assert targets(found, MAY.ends_on)[name].is_reached is False


@database
@pytest.mark.req("KPI-2")
def test_response_runs_from_sending_to_first_contact_and_is_shown_from_acceptance_too(
    company: Unit, record: Callable[..., Request]
) -> None:
    record(minutes=40, accepted_minutes=25)
    record(minutes=10)
    assert whole(slice_of(company), at=LATER).response.percentile(90) == 40
    assert since_acceptance(slice_of(company)).percentile(50) == 25
    assert since_acceptance(slice_of(company)).count == 1


@database
@pytest.mark.req("KPI-3")
def test_184_of_200_on_time_are_92_percent(company: Unit, record: Callable[..., Request]) -> None:
    for number in range(200):
        record(on_time=number < 184)
    assert whole(slice_of(company), at=LATER).completion == 92


@database
@pytest.mark.req("KPI-3")
def test_what_is_not_yet_due_does_not_count(company: Unit, record: Callable[..., Request]) -> None:
    record(on_time=False)
    assert whole(slice_of(company), at=MAY_10 - timedelta(hours=1)).on_time.due == 0


@database
@pytest.mark.req("KPI-4")
def test_complaint_rate_shows_rate_and_count(company: Unit, record: Callable[..., Request]) -> None:
    for number in range(200):
        record(kind=Kind.COMPLAINT if number == 0 else Kind.REPAIR)
    found = whole(slice_of(company), at=LATER)
    assert (found.complaint_rate, found.volume.complaints, found.volume.requests) == (Decimal("0.50"), 1, 200)


@pytest.mark.req("KPI-4")
@pytest.mark.parametrize(
    ("part", "of", "rate"), [(5, 1000, "0.5"), (3, 600, "0.5"), (0, 7, "0"), (0, 0, None)]
)
def test_rates_of_the_catalogue(part: int, of: int, rate: str | None) -> None:
    assert percent(part, of, "0.01") == (None if rate is None else Decimal(rate))


@database
@pytest.mark.req("KPI-12")
@pytest.mark.parametrize("cut", [Cut.UNIT, Cut.PERSON, Cut.CHANNEL, Cut.SERVICE_TYPE, Cut.KIND])
def test_the_parts_of_every_cut_make_the_whole(
    company: Unit, station: Unit, second_station: Unit, sun: Person, zhou: Person, portal_channel: Channel, phone_channel: Channel,
    record: Callable[..., Request], cut: Cut,
) -> None:  # fmt: skip
    for number in range(24):
        record(
            unit=(station, second_station)[number % 2], person=(sun, zhou)[number % 3 // 2], on_time=number % 4 > 0, minutes=number * 7,
            channel=(phone_channel, portal_channel)[number % 5 // 4], kind=(Kind.REPAIR, Kind.COMPLAINT)[number % 6 // 5],
            score=number % 5 + 1, **({"service_type": None} if number % 7 == 0 else {}),
        )  # fmt: skip
    parts = figures_by(slice_of(company), cut, at=LATER)
    assert len(parts) == 2
    assert total(parts.values()) == whole(slice_of(company), at=LATER)


@database
def test_only_the_scope_is_counted(
    company: Unit, station: Unit, second_station: Unit, other_company: Unit, record: Callable[..., Request]
) -> None:
    record(unit=station, on_time=True, minutes=5, score=5)
    record(unit=second_station, on_time=True, minutes=5, score=5)
    record(unit=other_company, in_=other_company, on_time=True, minutes=5, score=5)
    part = slice_of(company)
    own = Slice(part.start, part.end, Scope(own=True, units=frozenset({station.pk})))
    for found, number in ((whole(part, at=LATER), 2), (whole(own, at=LATER), 1)):
        assert [found.volume.requests, found.on_time.due, found.response.count, found.ratings.count] == [
            number
        ] * 4
    assert whole(Slice(part.start, part.end, Scope(own=True)), at=LATER).volume.requests == 0


@database
def test_a_choice_narrows_all_four_figures(
    company: Unit, record: Callable[..., Request], portal_channel: Channel
) -> None:
    record(on_time=True, minutes=5, score=5)
    record(on_time=True, minutes=5, score=5, channel=portal_channel, kind=Kind.COMPLAINT, service_type=None)
    for narrowed in ({"channel": portal_channel.pk}, {"kind": Kind.COMPLAINT}):
        found = whole(slice_of(company, **narrowed), at=LATER)
        assert [found.volume.requests, found.on_time.due, found.response.count, found.ratings.count] == [
            1
        ] * 4


@database
def test_requests_can_be_counted_by_the_day_they_were_done(
    company: Unit, record: Callable[..., Request]
) -> None:
    request = record(at=MAY_10)
    Request.objects.filter(pk=request.pk).update(done_at=MAY_10 + timedelta(days=40))
    june = slice_of(company, Period.parse("2026-06"))
    assert whole(june, at=LATER).volume.requests == 0
    assert whole(june, at=LATER, basis="completed").volume.requests == 1


@database
def test_months_are_cut_at_midnight_where_the_company_works(
    company: Unit, record: Callable[..., Request]
) -> None:
    last_second = MAY.ends_at - timedelta(seconds=1)
    record(at=last_second)
    record(at=MAY.ends_at)
    months = MAY.next().last(3)
    borders = [m.starts_at for m in months] + [months[-1].ends_at]
    part = Slice(borders[0], borders[-1], Scope(companies=frozenset({company.pk})))
    assert [f.volume.requests for f in figures_by_time(part, borders, at=LATER)] == [0, 1, 1]


@database
def test_the_number_of_statements_does_not_follow_the_records(
    company: Unit, record: Callable[..., Request]
) -> None:
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as caught:
            figures_by(slice_of(company), Cut.UNIT, at=LATER)
        counts.append(len([q for q in caught.captured_queries if "core_" not in q["sql"]]))
        for number in range(30):
            record(minutes=number, score=5, on_time=True)
    assert counts == [4, 4]


def durations(minutes: list[int]) -> Durations:
    return sum((Durations(1, m * 60, Counter({m: 1})) for m in minutes), Durations())


@given(minutes=st.lists(st.integers(0, 999), min_size=1, max_size=60), percentile=st.integers(1, 100))
def test_percentiles_are_by_nearest_rank(minutes: list[int], percentile: int) -> None:
    rank = -(-len(minutes) * percentile // 100)
    assert durations(minutes).percentile(percentile) == sorted(minutes)[rank - 1]
    assert durations(minutes).mean == round(Fraction(mean(map(Fraction, minutes))))
