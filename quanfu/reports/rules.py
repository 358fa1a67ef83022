"""Dated settings of figures: the targets they are held against (KPI-1). The value on a period's last day counts."""

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define

define(
    "reports.target_satisfaction",
    default=90,
    kind="decimal",
    minimum=0,
    maximum=100,
    label=_("Target: satisfied customers"),
    unit=_("%"),
)
define(
    "reports.target_response",
    default=60,
    kind="int",
    minimum=1,
    label=_("Target: median time to first contact"),
    unit=_("working minutes"),
)
define(
    "reports.target_completion",
    default=95,
    kind="decimal",
    minimum=0,
    maximum=100,
    label=_("Target: completed on time"),
    unit=_("%"),
)
define(
    "reports.target_complaints",
    default=1,
    kind="decimal",
    minimum=0,
    maximum=100,
    label=_("Target: complaints of all requests, at most"),
    unit=_("%"),
)
