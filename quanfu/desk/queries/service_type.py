"""Reads over the service catalogue."""

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quanfu.core.cached import Cached
from quanfu.core.errors import Http404
from quanfu.core.fields import fields_for
from quanfu.core.rules import rule
from quanfu.desk.enums import Priority
from quanfu.desk.models import ServiceSkill, ServiceType

if TYPE_CHECKING:
    from quanfu.core.models.field import FieldDefinition
    from quanfu.org.models import Person, Skill

TARGETS = ("contact", "acceptance", "completion", "feedback")


def types_of(company_id: int, *, active: bool = True) -> QuerySet[ServiceType]:
    """The types of a company, groups before their members."""
    types = ServiceType.objects.filter(company_id=company_id).order_by(
        "parent__position", "parent__code", "position", "code"
    )
    return types.filter(is_active=True) if active else types


def choosable_types(company_id: int) -> QuerySet[ServiceType]:
    """Second-level types in use: what a request may be classified as."""
    return types_of(company_id).filter(parent__isnull=False, parent__is_active=True).select_related("parent")


@dataclass(frozen=True)
class _Catalogue:
    """By (company, code) the types that may be chosen; by id of a type the skill it demands first."""

    types: dict[tuple[int, str], ServiceType]
    first_skill: dict[int, int]


def _load() -> _Catalogue:
    types = ServiceType.objects.filter(is_active=True, parent__is_active=True).select_related("parent")
    demands = ServiceSkill.objects.order_by("-pk").values_list("service_type", "skill")
    return _Catalogue({(each.company_id, each.code): each for each in types}, dict(demands))


# Asked twice at every intake. Who writes a type or its skills calls CATALOGUE.changed().
CATALOGUE = Cached("desk.catalogue", _load)


def limits_of(service_type: ServiceType | None, priority: int) -> dict[str, tuple[int, bool]]:
    """Target → (minutes, around the clock) for a request of that type and priority.

    The type's own minutes win over the rules; for urgent requests first contact and feedback are the rules' urgent
    minutes around the clock when these are shorter than what the type says.
    """
    limits: dict[str, tuple[int, bool]] = {}
    for target in TARGETS:
        own = getattr(service_type, f"{target}_minutes") if service_type else None
        round_the_clock = bool(service_type and service_type.around_the_clock)
        limits[target] = (own if own is not None else int(rule(f"desk.{target}_minutes")), round_the_clock)
    if priority < Priority.NORMAL:
        for target in ("contact", "feedback"):
            urgent = int(rule(f"desk.urgent_{target}_minutes"))
            if urgent <= limits[target][0]:
                limits[target] = (urgent, True)
    return limits


def only_field(service_type: ServiceType) -> "Skill | None":
    """The business field that the type names by its first demanded skill, or None: the dispatcher must choose (ASG-4)."""
    demand = service_type.demands.select_related("skill").order_by("pk").first()
    return demand.skill if demand else None


def only_field_id(service_type: ServiceType) -> int | None:
    """The id of only_field; no statement while the catalogue is in memory."""
    return CATALOGUE.get().first_skill.get(service_type.pk)


def types_for(by: "Person") -> QuerySet[ServiceType]:
    """The catalogue of the viewer's own company, for the settings page."""
    return ServiceType.objects.filter(company_id=by.company_id).select_related("parent")


def type_by_code(company_id: int, code: str) -> ServiceType | None:
    """The choosable type of that code; no statement while the catalogue is in memory."""
    found = CATALOGUE.get().types.get((company_id, code))
    return copy(found) if found else None  # the caller's own: what it sets or fetches stays out of the table


def access_type(pk: int, *, by: "Person") -> ServiceType:
    """A type of the viewer's own company; Http404 otherwise."""
    found = types_for(by).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def access_field(pk: int, *, service_type: ServiceType) -> "FieldDefinition":
    """A field of that type; Http404 otherwise."""
    found = next((f for f in fields_for(service_type.fields_owner, inactive=True) if f.pk == pk), None)
    if found is None:
        raise Http404
    return found


def type_names(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """By id: the name and the English name, for tables that are kept in memory."""
    return {
        pk: (name, name_en)
        for pk, name, name_en in ServiceType.objects.filter(pk__in=ids).values_list("pk", "name", "name_en")
    }
