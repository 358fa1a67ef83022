"""Money is exact to the fen."""

import pickle
from decimal import Decimal
from fractions import Fraction

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from quanfu.core.money import Money, MoneyField, MoneyFormField

yuan = Money.yuan
amounts = st.integers(-(10**15), 10**15).map(Money)


@pytest.mark.req("PER-1")
def test_a_third_of_5000_is_1666_67_and_the_rest_3333_33() -> None:
    total = yuan("5000.00")
    assert str(total.share("1/3")) == "1666.67" and str(total - total.share("1/3")) == "3333.33"


@pytest.mark.req("PER-4")
def test_85_5_percent_of_2000_is_1710() -> None:
    assert yuan(2000).share("85.5%") == yuan("1710.00") == yuan(2000).share(Decimal("0.855"))


@pytest.mark.parametrize(
    ("written", "fen"),
    [("0", 0), ("12", 1200), ("12.3", 1230), ("1,234.56", 123456), ("-0.01", -1), (" ¥8 ", 800), ("１２．５０元", 1250),
     ("1，234", 123400), ("+3.10", 310), (Decimal("12.300"), 1230), (7, 700)],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(written: str | Decimal | int, fen: int) -> None:
    assert yuan(written) == Money(fen)


@pytest.mark.parametrize(
    "written",
    ["", "12.345", "1,23", "1.2.3", "abc", "1e3", "NaN", Decimal("0.001"), Decimal("Infinity"), "٣"],
)
def test_anything_else_is_refused(written: str | Decimal) -> None:
    with pytest.raises(ValueError):
        yuan(written)


def test_floats_are_refused_everywhere() -> None:
    for act in (
        lambda: yuan(1.5),
        lambda: Money(1.5),
        lambda: yuan(1) * 1.5,
        lambda: yuan(1).share(0.5),
        lambda: yuan(True),
    ):  # type: ignore[arg-type, operator, return-value]
        with pytest.raises(TypeError):
            act()


@pytest.mark.parametrize(
    ("rounding", "positive", "negative"),
    [("half_up", 3, -3), ("half_even", 2, -2), ("down", 2, -2), ("up", 3, -3)],
)
def test_rounding_is_the_one_that_is_named(rounding: str, positive: int, negative: int) -> None:
    assert (Money(5).share("1/2", rounding=rounding), Money(-5).share("1/2", rounding=rounding)) == (
        Money(positive), Money(negative),
    )  # fmt: skip


def test_money_adds_to_money_only() -> None:
    assert yuan("1.10") + yuan("2.20") - yuan("0.30") == yuan(3) and sum([yuan(1), yuan(2)]) == yuan(3)
    assert 3 * yuan("0.10") == yuan("0.30") and -yuan(1) < Money(0) <= abs(yuan(-1))
    with pytest.raises(TypeError):
        yuan(1) + 1  # type: ignore[operator]
    with pytest.raises(TypeError):
        yuan(1) < 2  # type: ignore[operator]  # noqa: B015
    assert yuan(1) != 100 and not Money(0)


@given(amounts, st.fractions(0, 1))
def test_a_share_and_its_rest_make_the_whole(whole: Money, fraction: Fraction) -> None:
    share = whole.share(fraction)
    assert share + (whole - share) == whole
    assert abs(share.fen - whole.fen * fraction) <= Fraction(1, 2)


@given(amounts, st.integers(1, 50))
def test_a_split_makes_the_whole(whole: Money, parts: int) -> None:
    split = whole.split(parts)
    assert sum(split, Money(0)) == whole and max(split).fen - min(split).fen <= 1


@given(amounts)
def test_what_is_written_is_read_back(money: Money) -> None:
    assert yuan(str(money)) == yuan(f"{money:,}") == yuan(money.decimal()) == money
    assert pickle.loads(pickle.dumps(money)) == money


def test_money_does_not_change() -> None:
    with pytest.raises(AttributeError):
        yuan(1).fen = 5


def test_the_column_takes_money_and_nothing_else() -> None:
    column = MoneyField()
    column.set_attributes_from_name("total")
    assert column.get_prep_value(yuan("1.23")) == 123 and column.from_db_value(123, None, None) == yuan(
        "1.23"
    )
    assert (column.get_prep_value(None), column.get_prep_value(0)) == (None, 0)
    for wrong in (123, "1.23", 1.23):
        with pytest.raises(TypeError):
            column.get_prep_value(wrong)


def test_the_form_field_cleans_to_money_within_limits() -> None:
    field = MoneyFormField(minimum=yuan(0), maximum=yuan(1000))
    assert field.clean("1,000.00") == yuan(1000)
    for wrong in ("1,000.01", "-1", "12.345", "", "x"):
        with pytest.raises(ValidationError):
            field.clean(wrong)
    assert MoneyFormField(required=False).clean("") is None
    assert isinstance(MoneyField().formfield(), MoneyFormField) and isinstance(field, forms.Field)


@pytest.mark.django_db
def test_sums_in_the_database_are_exact() -> None:
    from quanfu.core.models.number import NumberSeries

    for i in range(10):
        NumberSeries.objects.create(series="MONEY", day=f"2026-11-{i + 1:02d}", last=1077)
    total = NumberSeries.objects.filter(series="MONEY").aggregate(
        total=models.Sum(models.F("last"), output_field=MoneyField())
    )["total"]
    assert total == yuan("107.70")
