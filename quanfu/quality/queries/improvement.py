"""Reads of the improvement register."""

from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from quanfu.quality.enums import OPEN
from quanfu.quality.models import Improvement, Notice
from quanfu.quality.permissions import NOTICE_UPDATE

if TYPE_CHECKING:
    from quanfu.org.models import Person


def visible_to(by: "Person", permission: str) -> Q:
    """Improvements of the companies and units in reach, and one's own."""
    scope = by.scope(permission)
    found = Q(company__in=scope.companies) | Q(unit__in=scope.units)
    return found | Q(owner=by.pk) if scope.own else found


def improvements_for(by: "Person", permission: str) -> QuerySet[Improvement]:
    found = Improvement.objects.filter(visible_to(by, permission)).select_related(
        "unit", "owner", "failure_point"
    )
    return found.annotate(asked_by=Count("sources"))


def listed(rows: QuerySet[Improvement], view: str) -> QuerySet[Improvement]:
    """The list's tabs: open | product (the product list, FBK-17) | prevention | closed."""
    if view == "product":
        return rows.filter(is_product=True)
    if view == "prevention":
        return rows.filter(origin="prevention")
    return rows.exclude(state__in=OPEN) if view == "closed" else rows.filter(state__in=OPEN)


def access_improvement(pk: int, *, by: "Person", permission: str) -> Improvement:
    found = improvements_for(by, permission).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def open_notices(by: "Person", permission: str) -> QuerySet[Notice]:
    """Customers who have not been told yet, oldest first."""
    reach = Improvement.objects.filter(visible_to(by, permission))
    return Notice.objects.filter(told_at=None, improvement__in=reach).select_related("improvement", "request")


def access_notice(pk: int, *, by: "Person") -> Notice:
    reach = Improvement.objects.filter(visible_to(by, NOTICE_UPDATE))
    found = (
        Notice.objects.filter(pk=pk, improvement__in=reach)
        .select_related("improvement", "request__company", "request__service_type", "request__responsible")
        .first()
    )
    if found is None:
        raise Http404
    return found


def notice_draft(notice: Notice) -> str:
    """The text to begin with."""
    text = _("Dear %(name)s, thanks to what you told us about %(number)s we have improved: %(result)s")
    request = notice.request
    return text % {
        "name": request.contact_name,
        "number": request.number,
        "result": notice.improvement.result,
    }
