"""Who stands above: heads and holders of roles along the tree, for many units at once."""

from collections.abc import Collection, Iterable

from quanfu.org.models import Grant, Person, Unit


def paths_above(path: str) -> list[str]:
    """The path itself and those above it, the nearest first."""
    return [path[:end] for end in range(len(path), 0, -Unit.steplen)]


def heads_above(paths: Iterable[str]) -> dict[str, list[Person]]:
    """By path: the active heads of the unit and of those above it, the nearest first; one query for all paths."""
    asked = set(paths)
    wanted = {above for path in asked for above in paths_above(path)}
    units = Unit.objects.filter(path__in=wanted, head__is_active=True).select_related("head__unit__company")
    heads = {unit.path: unit.head for unit in units}
    return {path: _once(heads[above] for above in paths_above(path) if above in heads) for path in asked}


def holders_above(roles: Collection[str], paths: Iterable[str]) -> dict[tuple[str, str], list[Person]]:
    """By role code and path: the active people to whom the role was given for the unit or for the nearest unit above it
    for which anybody holds it; one query."""
    asked = set(paths)
    wanted = {above for path in asked for above in paths_above(path)}
    grants = Grant.objects.filter(role__code__in=roles, unit__path__in=wanted, person__is_active=True)
    by_place: dict[tuple[str, str], list[Person]] = {}
    for grant in grants.select_related("role", "unit", "person__unit__company").order_by(
        "person__name", "pk"
    ):
        by_place.setdefault((grant.role.code, grant.unit.path), []).append(grant.person)
    return {
        (role, path): next((by_place[role, above] for above in paths_above(path) if (role, above) in by_place), [])
        for role in roles
        for path in asked
    }  # fmt: skip


def active_people(ids: Collection[int]) -> dict[int, Person]:
    """Those of the people who still work here, by id, with their units."""
    rows = Person.objects.filter(pk__in=ids, is_active=True).select_related("unit__company")
    return {person.pk: person for person in rows}


def _once(people: Iterable[Person | None]) -> list[Person]:
    found: dict[int, Person] = {}
    for person in people:
        if person is not None:
            found.setdefault(person.pk, person)
    return list(found.values())
