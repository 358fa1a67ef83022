"""Who holds which rights, and who may give them."""

from django.db.models import Q, QuerySet
from django.http import Http404

from quanfu.org.enums import Reach
from quanfu.org.models import Grant, Person, Role, Unit
from quanfu.org.queries.person import access_person

KEEPING = "org.grant.create"


def grants_of(person: Person) -> QuerySet[Grant]:
    return (
        Grant.objects.filter(person=person.pk)
        .select_related("role", "unit")
        .order_by("role__rank", "unit__path")
    )


def keepers_of_rights(*, other_than: Person | None = None, without: Grant | None = None) -> bool:
    """Whether somebody active would still be able to give rights at the top of the tree."""
    rows = Grant.objects.filter(person__is_active=True, unit__depth=1, reach=Reach.SUBTREE).select_related(
        "role"
    )
    if other_than is not None:
        rows = rows.exclude(person=other_than.pk)
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    kept = any(grant.role.allows(KEEPING) for grant in rows)
    return kept or not _keeps(other_than, without)


def _keeps(person: Person | None, grant: Grant | None) -> bool:
    """Whether what is about to go is such a grant at all."""
    rows = Grant.objects.filter(unit__depth=1, reach=Reach.SUBTREE).select_related("role")
    rows = rows.filter(Q(person=person.pk) if person else Q(pk=grant.pk if grant else None))
    return any(row.role.allows(KEEPING) for row in rows)


def people_who_may(permission: str, *, company_id: int) -> QuerySet[Person]:
    """The active people of a company who hold the permission, however far it reaches."""
    roles = [role.pk for role in Role.objects.all() if role.allows(permission)]
    held = Grant.objects.filter(role__in=roles, person__unit__company=company_id, person__is_active=True)
    return Person.objects.filter(pk__in=held.values("person")).order_by("pk")


def units_of_grant(unit: Unit, reach: str) -> list[tuple[int, int]]:
    """(unit id, company id) of all that a grant would reach."""
    if reach == Reach.SUBTREE:
        rows = Unit.objects.filter(path__startswith=unit.path)
    elif reach == Reach.ALL:
        rows = Unit.objects.filter(company=unit.company_id)
    else:
        rows = Unit.objects.filter(pk=unit.pk)
    return [(pk, company or pk) for pk, company in rows.values_list("pk", "company_id")]


def missing_rights(by: Person, role: Role, unit: Unit, reach: str) -> list[str]:
    """What of the role ``by`` does not hold that far, as patterns; whoever lacks nothing may grant it.

    A pattern of the role counts as held when a pattern of ``by`` matches it letter by letter: the stars of the wider
    one then match whatever the stars of the narrower one stand for, today and after the next version.
    """
    places = units_of_grant(unit, reach)
    covered: dict[object, bool] = {}
    missing = []
    for pattern in role.permissions:
        scope = by.scope(pattern)
        if scope not in covered:
            covered[scope] = all(scope.covers(unit_id=pk, company_id=company) for pk, company in places)
        if not covered[scope]:
            missing.append(pattern)
    return missing


def reaches_of(person: Person) -> list[tuple[Role, Unit, str]]:
    """What a person holds, as `missing_rights` asks for it."""
    return [(grant.role, grant.unit, grant.reach) for grant in grants_of(person)]


def access_grant(pk: int, person_pk: int, *, by: Person, permission: str) -> Grant:
    """A grant of a person in reach; Http404 alike for absent and forbidden."""
    person = access_person(person_pk, by=by, permission=permission)
    grant = Grant.objects.filter(pk=pk, person=person).select_related("role", "unit", "person").first()
    if grant is None:
        raise Http404("org.Grant")
    return grant
