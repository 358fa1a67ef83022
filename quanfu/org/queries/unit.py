"""The organisation as a tree, and the parts of it that a person may touch."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Subquery
from django.http import Http404
from django.utils.translation import gettext as _

from quanfu.core.access import Scope
from quanfu.core.clock import today
from quanfu.core.errors import Refused
from quanfu.org.enums import UnitKind
from quanfu.org.models import Person, Unit
from quanfu.org.permissions import UNIT_INDEX, UNIT_SHOW


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
    unit = (
        Unit.objects.select_related("company", "head", "calendar")
        .filter(visible_to(by, permission), pk=pk)
        .first()
    )
    if unit is None:
        raise Http404("org.Unit")
    return unit


def units_for(by: Person, permission: str) -> QuerySet[Unit]:
    """The units in reach, in the order of the tree."""
    return Unit.objects.filter(visible_to(by, permission)).order_by("path")


def companies_for(by: Person, permission: str) -> QuerySet[Unit]:
    """The companies in reach, for settings that a company has of its own."""
    return units_for(by, permission).filter(company=F("pk"))


def open_companies(on: date) -> QuerySet[Unit]:
    """The companies that take work on that day, in the order of the tree. For the customers' pages."""
    companies = (
        Unit.objects.filter(kind=UnitKind.COMPANY).exclude(opened_on__gt=on).exclude(closed_on__lte=on)
    )
    return companies.order_by("path")


def company_of_code(code: str, on: date) -> Unit:
    """The open company of that code, or Http404."""
    found = open_companies(on).filter(code=code).first()
    if found is None:
        raise Http404("org.Unit")
    return found


def marketing_groups(company_id: int) -> QuerySet[Unit]:
    """The units of a company that a specialist is tied to (ASG-12)."""
    return (
        Unit.objects.filter(company=company_id, tie__isnull=False)
        .select_related("tie__specialist")
        .order_by("path")
    )


def company_name(person: Person | None) -> str:
    """The name of the person's company; of the whole organisation for somebody unknown."""
    unit = Unit.objects.filter(depth=1).first() if person is None else person.unit.company or person.unit
    return unit.label if unit else ""


def refuse_closed(unit: Unit, on: date, *, field: str | None = "unit") -> None:
    """Raises Refused when the unit takes no work on that day (ORG-12)."""
    if not unit.is_open(on):
        raise Refused(
            _("%(unit)s is closed on %(day)s.") % {"unit": unit.label, "day": on.isoformat()}, field=field
        )


def units_of_company(company_id: int) -> QuerySet[Unit]:
    """All units of a company, itself first, in the order of the tree."""
    return Unit.objects.filter(company_id=company_id).order_by("path")


def companies_touched(by: Person, permission: str) -> QuerySet[Unit]:
    """The companies (and groups) that the permission touches anywhere: those of its units, and one's own."""
    scope = by.scope(permission)
    own = Q(pk=by.company_id) if scope.own else Q(pk__in=())
    of_units = Unit.objects.filter(pk__in=scope.units).values("company")
    return Unit.objects.filter(own | Q(pk__in=scope.companies) | Q(pk__in=of_units)).order_by("path")


@dataclass
class Node:
    """A line of the tree: ``level`` counts from the highest unit shown."""

    unit: Unit
    level: int
    people: int
    is_open: bool


def tree_for(by: Person, *, on: date | None) -> tuple[list[Node], int]:
    """The units in reach as lines of a tree, and how many closed ones were left out. ``on`` None leaves none out."""
    active = Count("people", filter=Q(people__is_active=True))
    units = list(units_for(by, UNIT_INDEX).select_related("head").annotate(staff=active))
    top = min((unit.depth for unit in units), default=1)
    day = on or today()
    nodes = [Node(unit, unit.depth - top, unit.staff, unit.is_open(day)) for unit in units]
    shown = [node for node in nodes if node.is_open or on is None]
    return shown, len(nodes) - len(shown)


def places(of: Iterable[Unit | int]) -> dict[int, str]:
    """By id, what to call units where their place is not seen: a team with the unit above it, all others by their name. Two
    queries."""
    ids = {one if isinstance(one, int) else one.pk for one in of}
    units = list(Unit.objects.filter(pk__in=ids))
    teams = {unit.path[: -Unit.steplen] for unit in units if unit.kind == UnitKind.TEAM}
    over = {unit.path: unit.label for unit in Unit.objects.filter(path__in=teams)}
    return {unit.pk: _place(unit, over.get(unit.path[: -Unit.steplen])) for unit in units}


def _place(unit: Unit, above: str | None) -> str:
    return f"{above} · {unit.label}" if above and unit.kind == UnitKind.TEAM else unit.label


def units_under(tops: Iterable[Any]) -> QuerySet[Unit]:
    """The units of those ids and all below them, as one condition for a larger query: nothing is asked before."""
    clause = Q(pk__in=())
    for top in tops:
        clause |= Q(path__startswith=Subquery(Unit.objects.filter(pk=top).values("path")[:1]))
    return Unit.objects.filter(clause).order_by()


def units_above(paths: Iterable[str]) -> dict[str, frozenset[int]]:
    """By path of a unit, the ids of itself and of all units above it; one query."""
    prefixes = {
        path: [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)] for path in paths
    }
    ids = dict(
        Unit.objects.filter(path__in={one for above in prefixes.values() for one in above}).values_list(
            "path", "pk"
        )
    )
    return {path: frozenset(ids[one] for one in above if one in ids) for path, above in prefixes.items()}


def parent_of(unit: Unit) -> Unit | None:
    return Unit.objects.get_parent(unit)


def above(unit: Unit, *, by: Person) -> list[Unit]:
    """The units above this one that ``by`` may open, from the top."""
    paths = [unit.path[:end] for end in range(Unit.steplen, len(unit.path), Unit.steplen)]
    return list(units_for(by, UNIT_SHOW).filter(path__in=paths))


def below(unit: Unit) -> QuerySet[Unit]:
    """The units directly below."""
    active = Count("people", filter=Q(people__is_active=True))
    children = Unit.objects.filter(path__startswith=unit.path, depth=unit.depth + 1)
    return children.select_related("head").annotate(staff=active).order_by("path")


def common_superior(one: Unit, other: Unit) -> Unit:
    """The lowest unit that stands over both; a unit stands over itself where the other lies below it. Of one and the same
    unit the one above, and of the highest itself."""
    shared = 0
    while one.path[: shared + Unit.steplen] == other.path[: shared + Unit.steplen] and shared < len(one.path):
        shared += Unit.steplen
    if one.path == other.path:
        shared = max(shared - Unit.steplen, Unit.steplen)
    return Unit.objects.get(path=one.path[: max(shared, Unit.steplen)])


def paths_of(unit_ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
    """By id: the path in the tree, the name, the English name; for tables that are kept in memory."""
    rows = Unit.objects.filter(pk__in=unit_ids).values_list("pk", "path", "name", "name_en")
    return {pk: (path, name, name_en) for pk, path, name, name_en in rows}


def units_by_calendar(calendar_id: int, *, default: bool = False) -> list[int]:
    """The units that go by that calendar: their own, or that of the nearest unit above that has one. ``default``: also
    those above which nobody has one. One query."""
    found, nearest = [], dict[str, int | None]()
    for pk, path, own in Unit.objects.order_by("path").values_list("pk", "path", "calendar"):
        nearest[path] = own if own is not None else nearest.get(path[: -Unit.steplen])
        if nearest[path] == calendar_id or (default and nearest[path] is None):
            found.append(pk)
    return found


def heads_by_id(unit_ids: Collection[int]) -> dict[int, Person]:
    """The heads of the units by unit id, of those that have one."""
    rows = Unit.objects.filter(pk__in=unit_ids, head__isnull=False).select_related("head__unit__company")
    return {unit.pk: unit.head for unit in rows if unit.head}


def open_unit_of_code(company_id: int, code: str) -> Unit | None:
    """The company's unit of that code, if it takes work today."""
    unit = Unit.objects.filter(company_id=company_id, code=code).first()
    return unit if unit and unit.is_open(today()) else None
