"""Dated settings of limits. The minutes of each target are the desk's (desk.contact_minutes …) or the service type's."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define
from quanfu.desk.enums import WaitsFor
from quanfu.sla.enums import LevelAction, Recipient, Target

WAITS = tuple(WaitsFor.values)


def check_levels(levels: Any) -> None:
    """ValueError where a list of levels cannot be read; the same for the general rule and for every policy."""
    if not isinstance(levels, list):
        raise ValueError(_now("Levels are a list."))
    for level in levels:
        known = isinstance(level, dict) and set(level) <= {
            "minutes",
            "action",
            "to",
            "role",
            "person",
            "hours",
        }
        minutes = level.get("minutes", 0) if known else -1
        if not known or isinstance(minutes, bool) or not isinstance(minutes, int) or minutes < 0:
            raise ValueError(_now("A level has minutes, an action and a recipient."))
        if level.get("action") not in LevelAction.values or level.get("to") not in Recipient.values:
            raise ValueError(_now("A level has minutes, an action and a recipient."))


def _check_pauses(pauses: Any) -> None:
    if not isinstance(pauses, dict) or not all(
        target in Target.values and isinstance(kinds, list) and set(kinds) <= set(WAITS)
        for target, kinds in pauses.items()
    ):
        raise ValueError(_now("For each target a list of what may stop its clock."))


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
    "sla.answer_minutes", default=240, kind="int", minimum=0, unit=_("working minutes"),
    label=_("Limit for the next answer"), help=_("From each message of the customer; 0: no limit"),
)  # fmt: skip
define(
    "sla.callback_minutes", default=1440, kind="int", minimum=1, unit=_("working minutes"), label=_("Limit for a return call")
)  # fmt: skip
define(
    "sla.pauses", kind="json", check=_check_pauses, label=_("What stops which clock while a request waits"),
    default={"completion": list(WAITS), "step": list(WAITS), "feedback": ["customer"], "answer": ["customer"]},
    help=_("Where no policy sets the limit."),
)  # fmt: skip
define(
    "sla.levels", kind="json", check=check_levels, label=_("Levels of escalation"),
    default=[{"minutes": 0, "action": "tell", "to": "head"}], help=_("Where no policy sets the limit."),
)  # fmt: skip
define(
    "sla.soon_minutes", default=120, kind="int", minimum=1, unit=_("minutes"), label=_("A limit counts as “soon” this long before its end")
)  # fmt: skip
define(
    "sla.recompute_batch", default=500, kind="int", minimum=1, maximum=5000, unit=_("clocks"),
    label=_("Clocks recomputed in one transaction"),
)  # fmt: skip
