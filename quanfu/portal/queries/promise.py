"""What the company has promised the customer, and by when."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from quanfu.sla.enums import ClockState, Target
from quanfu.sla.queries.clock import clocks_of_request

if TYPE_CHECKING:
    from quanfu.desk.models import Request

# Acceptance is our own affair; customers wait for these three.
LABELS = {
    Target.CONTACT: gettext_noop("We get in touch"),
    Target.COMPLETION: gettext_noop("The work is done"),
    Target.FEEDBACK: gettext_noop("We tell you the result"),
}


@dataclass(frozen=True)
class Promise:
    """kept_at: when it came true; None while it is open."""

    label: str
    due_at: datetime
    kept_at: datetime | None


def promises_of(request: "Request") -> list[Promise]:
    """The running and kept limits of the request, one a target, in the order customers wait for them."""
    latest = {
        clock.target: clock for clock in clocks_of_request(request.pk) if clock.state != ClockState.CANCELLED
    }
    return [
        Promise(_(label), latest[target].due_at, latest[target].stopped_at)
        for target, label in LABELS.items()
        if target in latest
    ]
