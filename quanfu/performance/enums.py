from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PeriodKind(TextChoices):
    DAY = "day", _("Day")
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")


class Group(TextChoices):
    """Who gives points (PER-2). The order of the members is the order on the sheet."""

    DEPARTMENT_HEAD = "department_head", _("Department head")
    MARKETING_HEAD = "marketing_head", _("Head of marketing")
    PRODUCTION_HEAD = "production_head", _("Head of production")
    PEERS = "peers", _("Peers")
    CUSTOMERS = "customers", _("Customers")  # points come from their ratings, nobody holds a seat
    RETURN_CALLS = (
        "return_calls",
        _("Return-visit rate"),
    )  # points come from the calls made, nobody holds a seat


FIGURES = (Group.CUSTOMERS, Group.RETURN_CALLS)  # whose points are reckoned from figures when computing
RATING_GROUPS = (Group.DEPARTMENT_HEAD, Group.MARKETING_HEAD, Group.PRODUCTION_HEAD, Group.PEERS)


class SheetState(TextChoices):
    OPEN = "open", _("Being rated")
    RATED = "rated", _("All have rated")
    COMPUTED = "computed", _("Computed")
    CLOSED = "closed", _("Closed")


UNSETTLED = (SheetState.OPEN, SheetState.RATED)
