"""The weights of the rating groups, as the dated rules set them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from quanfu.core.clock import today
from quanfu.core.queries.rule import access_setting
from quanfu.core.rules import rule
from quanfu.performance.enums import Group, PeriodKind
from quanfu.performance.queries.period import Period

RULE_OF = {
    Group.DEPARTMENT_HEAD: "performance.weight_department_head",
    Group.MARKETING_HEAD: "performance.weight_marketing_head",
    Group.PRODUCTION_HEAD: "performance.weight_production_head",
    Group.PEERS: "performance.weight_peers",
    Group.CUSTOMERS: "performance.weight_customer_rating",
    Group.RETURN_CALLS: "performance.weight_return_calls",
}


@dataclass(frozen=True)
class Weights:
    """Maximum points by group. Groups of weight 0 are in it too."""

    points: Mapping[Group, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.points.values(), Decimal(0))

    @property
    def fits(self) -> bool:
        return self.total == 100

    def counting(self) -> dict[Group, Decimal]:
        """The groups that stand on a sheet, in their order."""
        return {group: points for group, points in self.points.items() if points}


def weights_on(day: date, company_id: int) -> Weights:
    return Weights(
        {group: Decimal(rule(code, on=day, company=company_id)) for group, code in RULE_OF.items()}
    )


def weights_ahead(company_id: int) -> list[tuple[date, Weights]]:
    """The weights in force today, and those of every day from which one of them changes."""
    days = {today()}
    for code in RULE_OF.values():
        for scope in (company_id, None):
            days |= {row.since for row in access_setting(code, scope).future}
    return [(day, weights_on(day, company_id)) for day in sorted(days)]


def base_share_on(day: date, company_id: int) -> Fraction:
    """The share of base pay, between 0 and 1."""
    return Fraction(rule("performance.base_share", on=day, company=company_id).replace(" ", ""))


def period_kind_on(day: date, company_id: int) -> PeriodKind:
    """Month, or quarter where the rule says so."""
    return PeriodKind(rule("performance.period", on=day, company=company_id))


def ended_period(company_id: int, day: date) -> Period | None:
    """The appraisal period that ended last before ``day``, of the kind in force on its last day.

    None in the first months after a change to quarters: no quarter has ended under that rule yet.
    """
    month = Period.of(PeriodKind.MONTH, day).previous()
    if period_kind_on(month.ends_on, company_id) == PeriodKind.MONTH:
        return month
    quarter = Period.of(PeriodKind.QUARTER, day).previous()
    return quarter if period_kind_on(quarter.ends_on, company_id) == PeriodKind.QUARTER else None
