"""Wishes for more time."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quanfu.core.errors import Http404
from quanfu.desk.queries.request import requests_for
from quanfu.sla.enums import LIVE
from quanfu.sla.models import Clock, Extension
from quanfu.sla.permissions import EXTENSION_INDEX, EXTENSION_UPDATE

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Person

DETAIL = ("clock__request__unit", "clock__request__service_type", "clock__unit", "clock__person", "asked_by", "decided_by")  # fmt: skip


def open_extensions(by: "Person") -> QuerySet[Extension]:
    """Those that wait for a decision, of requests in reach."""
    requests = requests_for(by, EXTENSION_INDEX)
    rows = Extension.objects.filter(decided_at=None, clock__request__in=requests)
    return rows.select_related(*DETAIL).order_by("asked_at")


def access_extension(pk: int, *, by: "Person") -> Extension:
    requests = requests_for(by, EXTENSION_UPDATE)
    found = Extension.objects.select_related(*DETAIL).filter(pk=pk, clock__request__in=requests).first()
    if found is None:
        raise Http404("sla.Extension")
    return found


def extendable_clocks(request: "Request") -> QuerySet[Clock]:
    """The live clocks of a request that may be given more time."""
    rows = Clock.objects.filter(request_id=request.pk, state__in=LIVE, fixed=False)
    return rows.select_related("unit", "person").order_by("due_at")
