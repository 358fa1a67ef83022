"""Dated settings of limits. The minutes of each target are the desk's (desk.contact_minutes …) or the service type's."""

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define

define(
    "sla.remind_percent", default=80, kind="int", minimum=1, maximum=100, unit=_("percent"),
    label=_("Remind when this share of a limit is used up"), help=_("100: no reminder"),
)  # fmt: skip
define(
    "sla.feedback_days", default=1, kind="int", minimum=0, maximum=30, unit=_("working days"),
    label=_("Limit for feedback in working days"),
    help=_("For service types without minutes of their own; 0: the minutes of the desk's limit for feedback count."),
)  # fmt: skip
define(
    "sla.soon_minutes", default=120, kind="int", minimum=1, unit=_("minutes"), label=_("A limit counts as “soon” this long before its end")
)  # fmt: skip
