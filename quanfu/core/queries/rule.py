"""Settings as the settings page shows them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from quanfu.core.clock import today
from quanfu.core.errors import Http404
from quanfu.core.models.rule import Rule
from quanfu.core.rules import DEFINITIONS, Definition, rule


def context_labels() -> dict[str, str]:
    """What the contexts are called on the settings page."""
    return {
        "core": _("Kernel"), "org": _("Units and people"), "governance": _("Standards and committee"),
        "knowledge": _("Knowledge"), "training": _("Training"), "customers": _("Customers"), "channels": _("Channels"),
        "desk": _("Service desk"), "workorders": _("Work orders"), "sales": _("Sales"), "projects": _("Projects"),
        "billing": _("Billing"), "aftersales": _("After-sales"), "sla": _("Limits and escalation"),
        "surveys": _("Ratings"), "quality": _("Quality"), "performance": _("Appraisal and pay"),
        "reports": _("Reports"), "portal": _("Customers' pages"), "api": _("API"),
    }  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """A setting now: its value, whether somebody has set it, and the rows past, present and to come."""

    definition: Definition
    value: Any
    history: list[Rule]
    future: list[Rule]

    @property
    def is_default(self) -> bool:
        return not self.history


def settings_by_context(company: int | None = None) -> dict[str, list[Setting]]:
    """All settings under their contexts, in the order they were declared, as they are for the company or for all."""
    rows: dict[str, list[Rule]] = {}
    for row in Rule.objects.filter(company=company).order_by("since"):
        rows.setdefault(row.code, []).append(row)
    found: dict[str, list[Setting]] = {}
    for definition in DEFINITIONS.values():
        found.setdefault(definition.context, []).append(
            _setting(definition, company, rows.get(definition.code, []))
        )
    return found


def access_setting(code: str, company: int | None = None) -> Setting:
    if code not in DEFINITIONS:
        raise Http404
    return _setting(
        DEFINITIONS[code], company, list(Rule.objects.filter(code=code, company=company).order_by("since"))
    )


def access_future_rule(pk: int) -> Rule:
    """A row that has not come into force."""
    row = Rule.objects.filter(pk=pk, since__gt=today()).first()
    if row is None:
        raise Http404
    return row


def _setting(definition: Definition, company: int | None, rows: list[Rule]) -> Setting:
    day = today()
    past, future = [row for row in rows if row.since <= day], [row for row in rows if row.since > day]
    return Setting(definition, rule(definition.code, on=day, company=company), past[::-1], future)
