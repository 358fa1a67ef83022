"""The arithmetic of pay and score. Pure: no tables, no rules; the callers bring the values that were in force."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from quanfu.core.money import Money

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Pay:
    """base + part == total; sum == base + performance_pay. All gross."""

    total: Money
    base: Money
    part: Money
    performance_pay: Money
    sum: Money


def group_average(points: Sequence[Decimal]) -> Decimal:
    """What a group of raters gives: the mean of its points (PER-3), rounded half up to 0.01.

    It is rounded here and not later, so that the lines of a sheet add up to its score as printed.
    """
    return (sum(points, Decimal(0)) / len(points)).quantize(CENT, ROUND_HALF_UP)


def total_score(points: Iterable[Decimal]) -> Decimal:
    """Points of all groups together (PER-5), with two decimals."""
    return sum(points, Decimal(0)).quantize(CENT)


def rating_points(average: Decimal, scale: int, maximum: Decimal) -> Decimal:
    """Points for the customers' average rating on a scale from 1 to ``scale``: that share of the maximum (EVA-7)."""
    return (maximum * average / scale).quantize(CENT, ROUND_HALF_UP)


def split_pay(total: Money, base_share: Fraction) -> tuple[Money, Money]:
    """(base pay, performance part). The part is rounded half up to fen, the base is what is left (PER-1, AMB-17)."""
    part = total.share(1 - base_share, rounding="half_up")
    return total - part, part


def pay_for(total: Money, base_share: Fraction, score: Decimal | None) -> Pay:
    """Performance pay = part x score / 100, rounded half up to fen (PER-4). Without a score all of it is base pay."""
    if score is None:
        return Pay(total, total, Money(0), Money(0), total)
    base, part = split_pay(total, base_share)
    performance_pay = part.share(Fraction(score) / 100, rounding="half_up")
    return Pay(total, base, part, performance_pay, base + performance_pay)
