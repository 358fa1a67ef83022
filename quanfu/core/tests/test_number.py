"""Numbers are never given twice."""

import re
import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from quanfu.core import numbers
from quanfu.core.clock import today
from quanfu.core.models.number import NumberSeries
from quanfu.core.numbers import next_number, reserve_numbers

EVENING = datetime(2026, 11, 21, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
MIDNIGHT = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)


def last(number: str) -> int:
    return int(number.rpartition("-")[2])


@pytest.mark.django_db
def test_a_number_names_series_day_and_place() -> None:
    first, second = next_number("FW", EVENING), next_number("FW", EVENING)
    assert re.fullmatch(r"FW-20261121-\d{4}", first) and last(second) == last(first) + 1
    assert re.fullmatch(r"WO-\d{8}-\d{4,}", next_number("WO"))


@pytest.mark.django_db
def test_counting_begins_anew_at_the_companys_midnight() -> None:
    next_number("NA", EVENING)
    assert next_number("NA", MIDNIGHT) == "NA-20261122-0001"
    assert next_number("NA", MIDNIGHT) == "NA-20261122-0002"
    before = next_number("NA", EVENING)  # a late one for the day before is still unique
    assert before.startswith("NA-20261121-") and before != "NA-20261121-0001"


@pytest.mark.django_db
def test_more_than_9999_a_day_widen() -> None:
    next_number("NB", EVENING, gapless=True)
    NumberSeries.objects.filter(series="NB").update(last=9999)
    assert next_number("NB", EVENING, gapless=True) == "NB-20261121-10000"


@pytest.mark.django_db
@pytest.mark.parametrize("series", ["", "fw", "F W", "FW-", "A" * 13, "服务"])
def test_a_series_is_capital_letters(series: str) -> None:
    with pytest.raises(ValueError):
        next_number(series)


@pytest.mark.django_db(transaction=True)
def test_a_gapless_series_has_no_gap_after_a_rollback() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        next_number("NC", EVENING, gapless=True)
        1 / 0  # noqa: B018
    with transaction.atomic():
        assert next_number("NC", EVENING, gapless=True) == "NC-20261121-0001"
    with pytest.raises(RuntimeError):
        next_number("NC", EVENING, gapless=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("gapless", [False, True])
def test_many_at_a_time_never_get_the_same(gapless: bool) -> None:
    drawn: list[str] = []
    numbers._bases.clear()

    def draw() -> None:
        for _ in range(25):
            with transaction.atomic():
                drawn.append(next_number("NE" if gapless else "ND", EVENING, gapless=gapless))
        connection.close()

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == 100
    if gapless:
        assert sorted(map(last, drawn)) == list(range(1, 101))


@pytest.mark.django_db(transaction=True)
def test_an_act_under_way_lets_others_draw() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite writers come one by one")
    numbers._bases.clear()
    drawn: list[str] = []

    def draw() -> None:
        with transaction.atomic():
            drawn.append(next_number("NF", EVENING))
        connection.close()

    with transaction.atomic():
        drawn.append(next_number("NF", EVENING))  # the first of the day, not committed yet
        thread = threading.Thread(target=draw)
        thread.start()
        thread.join(5)
        assert not thread.is_alive()
    assert len(set(drawn)) == 2


@pytest.mark.django_db
def test_numbers_reserved_after_single_ones_go_on_where_those_stopped() -> None:
    single = next_number("RSV")
    reserved = reserve_numbers("RSV", today(), 3)
    following = next_number("RSV")
    numbers = [int(number[-4:]) for number in (single, *reserved, following)]
    assert numbers == list(range(numbers[0], numbers[0] + 5))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("series", ["RSA", "RSB"])
def test_an_act_that_reserved_numbers_draws_further_ones_and_lets_others_draw(series: str) -> None:
    """The day's row is never held by an open transaction, so nobody waits for it, least of all the act itself."""
    numbers._bases.clear()
    drawn: list[str] = []

    def draw() -> None:
        drawn.append(next_number(series, EVENING))
        connection.close()

    with transaction.atomic():
        drawn += reserve_numbers(series, EVENING.date(), 3)
        drawn.append(next_number(series, EVENING))
        if connection.vendor == "postgresql":  # on SQLite writers come one by one
            numbers._bases.clear()  # as another process would
            thread = threading.Thread(target=draw)
            thread.start()
            thread.join(5)
            assert not thread.is_alive()
    draw()
    assert len(set(drawn)) == len(drawn)
