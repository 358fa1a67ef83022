"""Tests of channels, their faults and limits not kept, as pages read them."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from quanfu.channels.models import Breach, ChannelCheck, ChannelFault
from quanfu.core.clock import now
from quanfu.core.errors import Http404

if TYPE_CHECKING:
    from quanfu.org.models import Person


def _reach(by: "Person", permission: str) -> Q:
    scope = by.scope(permission)
    return Q(company__in=scope.companies | scope.units)


def checks_for(by: "Person", permission: str) -> QuerySet[ChannelCheck]:
    """Tests in reach and those one is to do oneself; open ones first."""
    found = ChannelCheck.objects.filter(_reach(by, permission) | Q(tester=by))
    return found.select_related("channel", "tester", "done_by").order_by("-due_at", "-id")


def access_check(pk: int, *, by: "Person", permission: str) -> ChannelCheck:
    found = checks_for(by, permission).filter(pk=pk).first()
    if found is None:
        raise Http404("check")
    return found


def faults_for(by: "Person", permission: str) -> QuerySet[ChannelFault]:
    found = ChannelFault.objects.filter(_reach(by, permission) | Q(owner=by))
    return found.select_related("channel", "owner", "mended_by").order_by("-at", "-id")


def access_fault(pk: int, *, by: "Person", permission: str) -> ChannelFault:
    found = faults_for(by, permission).filter(pk=pk).first()
    if found is None:
        raise Http404("fault")
    return found


def breaches_for(
    by: "Person", permission: str, *, kind: str = "", channel: str = "", days: int = 30
) -> QuerySet[Breach]:
    """Limits not kept in the last days, newest first."""
    found = Breach.objects.filter(_reach(by, permission), at__gte=now() - timedelta(days=days))
    if kind:
        found = found.filter(kind=kind)
    if channel.isdecimal() and len(channel) < 15:
        found = found.filter(channel=int(channel))
    return found.select_related("channel").order_by("-at", "-id")


def breaches_by_channel(found: QuerySet[Breach]) -> list[tuple[str, int]]:
    """(channel, how many), the worst first."""
    counted = found.order_by().values("channel__name").annotate(n=Count("pk")).order_by("-n", "channel__name")
    return [(row["channel__name"], row["n"]) for row in counted]
