"""What conditions of saved lists may ask of a request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.functions import Collate, Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import ChannelKind
from quanfu.customers.enums import CustomerKind, Grade
from quanfu.desk.enums import Charge, Kind, Priority, State, WaitsFor

SETTLED = (State.FED_BACK, State.RATED)  # nothing runs any more, though they are not closed

# what stands for something else in a list of ids, by kind of field
WORDS: dict[str, tuple[str, ...]] = {"person": ("me", "nobody"), "unit": ("mine",), "type": ("none",)}
WORD_LABELS = {"me": _("Me"), "nobody": _("Nobody"), "mine": _("My unit"), "none": _("Not classified")}
OPS = {
    "choice": ("in", "not_in"), "person": ("in", "not_in"), "unit": ("in", "not_in"), "type": ("in", "not_in"),
    "text": ("contains", "not_contains"), "span": ("within", "beyond"), "flag": ("is",),
    "number": ("at_least", "at_most", "equals"),
}  # fmt: skip
OP_LABELS = {
    "in": _("is one of"), "not_in": _("is none of"), "contains": _("contains"), "not_contains": _("does not contain"),
    "within": _("less than"), "beyond": _("more than"), "is": _("is so"),
    "at_least": _("at least"), "at_most": _("at most"), "equals": _("exactly"),
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """kind: choice, person, unit, type (with all below), text, span (so many steps from now), flag, number (facts only).

    column: of Request, as a lookup. ahead: a span counts into the future (limits), else into the past.
    """

    code: str
    label: str | Promise
    kind: str
    column: str
    choices: Sequence[tuple[Any, Any]] = ()
    step: timedelta = timedelta()
    unit: str | Promise = ""
    ahead: bool = False

    @property
    def ops(self) -> tuple[str, ...]:
        return OPS[self.kind]

    @property
    def fact(self) -> str:
        """Where matches() finds it."""
        return f"{self.column}_id" if self.kind == "person" else self.column


FIELDS: dict[str, Field] = {field.code: field for field in (
    Field("state", _("State"), "choice", "state", State.choices),
    Field("kind", _("Kind"), "choice", "kind", Kind.choices),
    Field("priority", _("Priority"), "choice", "priority", Priority.choices),
    Field("service_type", _("Service type"), "type", "service_type"),
    Field("charge", _("Charge"), "choice", "charge", Charge.choices),
    Field("channel", _("Channel"), "choice", "channel__kind", ChannelKind.choices),
    Field("unit", _("Unit"), "unit", "unit"),
    Field("responsible", _("Responsible"), "person", "responsible"),
    Field("owner", _("Contact owner"), "person", "owner"),
    Field("opened_by", _("Taken by"), "person", "opened_by"),
    Field("customer_class", _("Customer class"), "choice", "customer__grade", Grade.choices),
    Field("customer_kind", _("Kind of customer"), "choice", "customer__kind", CustomerKind.choices),
    Field("contact_name", _("Customer"), "text", "contact_name"),
    Field("contact_company", _("Customer's company"), "text", "contact_company"),
    Field("subject", _("Subject"), "text", "subject"),
    Field("due", _("Due in"), "span", "due_at", step=timedelta(minutes=1), unit=_("minutes"), ahead=True),
    Field("late", _("Late"), "flag", "due_at"),
    Field("opened", _("Received ago"), "span", "opened_at", step=timedelta(days=1), unit=_("days")),
    Field("changed", _("Last change ago"), "span", "updated_at", step=timedelta(hours=1), unit=_("hours")),
    Field("contacted", _("Customer was contacted"), "flag", "contacted_at"),
    Field("snoozed", _("Snoozed"), "flag", "snoozed_until"),
    # no index of its own: what waits is among the open ones, which one's reach is asked for by their partial indexes
    Field("waits_for", _("Waits for"), "choice", "waits_for", [("", _("Does not wait")), *WaitsFor.choices]),
)}  # fmt: skip


def lower(text: Any) -> Any:
    """A column's or an expression's A to Z in lower case and nothing else, on every engine: PostgreSQL would go by the
    database's language."""
    text = F(text) if isinstance(text, str) else text
    return Lower(Collate(text, "C")) if connection.vendor == "postgresql" else Lower(text)


def ascii_lower(text: str) -> str:
    return text.translate({code: code + 32 for code in range(65, 91)})
