"""Dated settings of appraisal and pay. The values in force on the last day of a period decide that period."""

from fractions import Fraction

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define


def _is_share(text: str) -> None:
    try:
        share = Fraction(text.replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise ValueError(gettext("Give a fraction between 0 and 1, such as 2/3."))


def _is_period(text: str) -> None:
    if text not in ("month", "quarter"):
        raise ValueError(gettext("Give month or quarter."))


_SUM = _("All weights together must make 100; change them together on the page of weights.")

define(
    "performance.weight_department_head",
    default=50,
    kind="int",
    label=_("Weight of the department head"),
    unit=_("points"),
    minimum=0,
    maximum=100,
    help=_SUM,
)
define(
    "performance.weight_marketing_head",
    default=20,
    kind="int",
    label=_("Weight of the head of marketing"),
    unit=_("points"),
    minimum=0,
    maximum=100,
    help=_SUM,
)
define(
    "performance.weight_production_head",
    default=20,
    kind="int",
    label=_("Weight of the head of production"),
    unit=_("points"),
    minimum=0,
    maximum=100,
    help=_SUM,
)
define(
    "performance.weight_peers",
    default=10,
    kind="int",
    label=_("Weight of the peers"),
    unit=_("points"),
    minimum=0,
    maximum=100,
    help=_SUM,
)
define(
    "performance.weight_customer_rating",
    default=0,
    kind="int",
    label=_("Weight of the customers' ratings"),
    unit=_("points"),
    minimum=0,
    maximum=100,
    help=_SUM,
)
define(
    "performance.weight_return_calls",
    default=0,
    kind="int",
    label=_("Weight of the return-visit rate"),
    unit=_("points"),
    minimum=0,
    maximum=100,
    help=_SUM,
)
define(
    "performance.base_share",
    default="2/3",
    kind="text",
    label=_("Base pay as a share of total pay"),
    help=_("a fraction such as 2/3; the rest is performance pay"),
    check=_is_share,
)
define(
    "performance.period",
    default="month",
    kind="text",
    label=_("Appraisal period"),
    help=_("month or quarter"),
    check=_is_period,
)
