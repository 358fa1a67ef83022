"""What was handled on a day, with its result (REQ-13)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quanfu.desk.models import Request
from quanfu.desk.permissions import RESULT_INDEX
from quanfu.desk.queries.callback import midnight
from quanfu.desk.queries.request import requests_for

if TYPE_CHECKING:
    from quanfu.org.models import Person


def results_of(by: "Person", day: date) -> QuerySet[Request]:
    """Requests in reach that were done on that day, in the order in which they were."""
    found = requests_for(by, RESULT_INDEX).filter(
        done_at__gte=midnight(day), done_at__lt=midnight(day + timedelta(days=1))
    )
    return found.select_related("service_type", "responsible", "unit").order_by("done_at", "id")


def result_columns() -> list[str]:
    return [
        _("Request"), _("Kind"), _("Service type"), _("Subject"), _("Customer"), _("Responsible"), _("Unit"), _("Received"),
        _("Completed at"), _("Result"),
    ]  # fmt: skip


def result_rows(by: "Person", day: date) -> Iterator[list[Any]]:
    for r in results_of(by, day).iterator(chunk_size=1000):
        yield [
            r.number, str(r.get_kind_display()), r.service_type.label if r.service_type else "", r.subject, r.contact_name,
            r.responsible.name if r.responsible else "", r.unit.label, r.opened_at, r.done_at, r.result,
        ]  # fmt: skip
