"""The organisation as a tree, and the parts of it that a person may touch."""

from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from quanfu.core.access import Scope
from quanfu.core.errors import Refused
from quanfu.org.models import Person, Unit


def reach_of(scope: Scope, *, by: Person) -> Q:
    """The units within a scope; 'own' is the unit one sits in."""
    clause = Q(pk=by.unit_id) if scope.own else Q(pk__in=())
    if scope.units:
        clause |= Q(pk__in=scope.units)
    if scope.companies:
        clause |= Q(company__in=scope.companies)
    return clause


def visible_to(by: Person, permission: str) -> Q:
    """The units which ``by`` may touch with the permission."""
    return reach_of(by.scope(permission), by=by)


def access_unit(pk: int, *, by: Person, permission: str) -> Unit:
    """The unit, if the permission reaches it; Http404 alike for absent and out of reach."""
    unit = Unit.objects.select_related("company", "head", "calendar").filter(visible_to(by, permission), pk=pk).first()
    if unit is None:
        raise Http404("org.Unit")
    return unit


def units_for(by: Person, permission: str) -> QuerySet[Unit]:
    """The units in reach, in the order of the tree."""
    return Unit.objects.filter(visible_to(by, permission)).order_by("path")


def marketing_groups(company_id: int) -> QuerySet[Unit]:
    """The units of a company that a specialist is tied to (ASG-12)."""
    return Unit.objects.filter(company=company_id, tie__isnull=False).select_related("tie__specialist").order_by("path")


def company_name(person: Person | None) -> str:
    """The name of the person's company; of the whole organisation for somebody unknown."""
    rows = Unit.objects.filter(depth=1) if person is None else Unit.objects.filter(pk=person.company_id)
    unit = rows.first()
    return unit.label if unit else ""


def refuse_closed(unit: Unit, on: date, *, field: str | None = "unit") -> None:
    """Raises Refused when the unit takes no work on that day (ORG-12)."""
    from django.utils.translation import gettext as _

    if not unit.is_open(on):
        raise Refused(_("%(unit)s is closed on %(day)s.") % {"unit": unit.label, "day": on.isoformat()}, field=field)


def units_of_company(company_id: int) -> QuerySet[Unit]:
    """All units of a company, itself first, in the order of the tree."""
    return Unit.objects.filter(company_id=company_id).order_by("path")
