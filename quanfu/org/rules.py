"""Limits of the roster."""

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define

define(
    "org.roster_most_days",
    default=92,
    kind="int",
    label=_("Longest period planned in one step"),
    unit=_("days"),
    minimum=1,
)
