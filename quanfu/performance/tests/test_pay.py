"""The arithmetic, with the figures of the catalogue."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanfu.core.money import Money
from quanfu.performance.queries.pay import group_average, pay_for, rating_points, split_pay, total_score

THIRDS = Fraction(2, 3)
scores = st.decimals(0, 100, places=2)
amounts = st.integers(0, 10**10).map(Money)


def decimals(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.req("PER-1")
@pytest.mark.parametrize(
    ("total", "base", "part"),
    [
        ("6000.00", "4000.00", "2000.00"),
        ("5000.00", "3333.33", "1666.67"),
        ("0.01", "0.01", "0.00"),
        ("0.02", "0.01", "0.01"),
    ],
)
def test_pay_splits_into_two_thirds_and_one_third(total: str, base: str, part: str) -> None:
    assert split_pay(Money.yuan(total), THIRDS) == (Money.yuan(base), Money.yuan(part))


@pytest.mark.req("PER-3")
def test_peers_of_8_9_and_10_give_9() -> None:
    assert group_average(decimals("8", "9", "10")) == 9


def test_an_average_is_rounded_half_up_to_two_decimals() -> None:
    assert group_average(decimals("8", "9", "9")) == Decimal("8.67")
    assert group_average(decimals("0.01", "0")) == Decimal("0.01")


@pytest.mark.req("PER-4")
def test_performance_pay_is_the_part_times_the_score() -> None:
    pay = pay_for(Money.yuan("6000.00"), THIRDS, Decimal("85.5"))
    assert (pay.part, pay.performance_pay) == (Money.yuan("2000.00"), Money.yuan("1710.00"))


@pytest.mark.req("PER-5")
def test_the_worked_example_comes_to_90_points_and_5800_yuan() -> None:
    score = total_score(decimals("45", "18", "17", "10"))
    pay = pay_for(Money.yuan("6000.00"), THIRDS, score)
    assert (str(score), str(pay.performance_pay), str(pay.sum)) == ("90.00", "1800.00", "5800.00")


def test_full_points_pay_the_whole_even_where_thirds_do_not_come_out() -> None:
    assert pay_for(Money.yuan("5000.00"), THIRDS, Decimal(100)).sum == Money.yuan("5000.00")


def test_who_is_not_rated_gets_all_as_base_pay() -> None:
    pay = pay_for(Money.yuan("5000.00"), THIRDS, None)
    assert (pay.base, pay.part, pay.sum) == (Money.yuan("5000.00"), Money(0), Money.yuan("5000.00"))


@pytest.mark.req("EVA-7")
def test_customers_points_are_their_average_as_a_share_of_the_scale() -> None:
    assert rating_points(Decimal("4.50"), 5, Decimal(10)) == Decimal("9.00")


@given(
    total=amounts,
    score=scores,
    share=st.sampled_from([THIRDS, Fraction(1, 2), Fraction(7, 10), Fraction(0), Fraction(1)]),
)
def test_no_fen_appears_or_is_lost(total: Money, score: Decimal, share: Fraction) -> None:
    pay = pay_for(total, share, score)
    assert pay.base + pay.part == pay.total
    assert pay.sum == pay.base + pay.performance_pay
    assert Money(0) <= pay.performance_pay <= pay.part


@given(lines=st.lists(st.tuples(amounts, scores), max_size=50))
def test_the_lines_of_a_run_add_up_to_its_sum(lines: list[tuple[Money, Decimal]]) -> None:
    pays = [pay_for(total, THIRDS, score) for total, score in lines]
    assert sum((p.sum for p in pays), Money(0)) == sum((p.base for p in pays), Money(0)) + sum(
        (p.performance_pay for p in pays), Money(0)
    )


@given(points=st.lists(st.decimals(0, 50, places=2), min_size=1, max_size=30))
def test_an_average_lies_between_the_lowest_and_the_highest(points: list[Decimal]) -> None:
    assert min(points) <= group_average(points) <= max(points)
