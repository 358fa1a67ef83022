"""What customers were promised."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quanfu.desk.models import Promise, Request
from quanfu.desk.permissions import PROMISE_INDEX
from quanfu.desk.queries.request import visible_to

if TYPE_CHECKING:
    from quanfu.org.models import Person


def open_promises(by: "Person", permission: str = PROMISE_INDEX) -> QuerySet[Promise]:
    """Promises not yet kept about requests in reach; the first to fall due, so the late ones, first (INT-10)."""
    requests = Request.objects.filter(visible_to(by, permission))
    found = Promise.objects.filter(kept_at=None, request__in=requests)
    return found.select_related("request__responsible", "by").order_by("promised_at")


def promises_of(request: Request) -> QuerySet[Promise]:
    return Promise.objects.filter(request=request).select_related("by").order_by("promised_at")
