"""Who is who: people by login, by unit, by what the reader may see."""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from quanfu.org import permissions
from quanfu.org.models import Person, Unit

if TYPE_CHECKING:
    from quanfu.core.access import Scope


def plain_phone(phone: str) -> str:
    """A phone number as it is kept: no blanks, dashes or brackets."""
    return re.sub(r"[\s()（）\-–]", "", phone)


def masked(phone: str) -> str:
    """A phone number for readers who do not need it: 139****0001 (TEC-14)."""
    return phone[:3] + "*" * max(len(phone) - 7, 3) + phone[-4:] if len(phone) > 7 else "*" * len(phone)


def person_by_login(login: str) -> Person | None:
    """By login name, else by phone or mail where exactly one active person has it. Upper and lower case are one."""
    login = login.strip()
    if not login or len(login) > 254:
        return None
    person = Person.objects.filter(login__iexact=login).first()
    if person is None:
        found = Person.objects.filter(Q(phone=plain_phone(login)) | Q(email__iexact=login), is_active=True)[
            :2
        ]
        person = found[0] if len(found) == 1 else None
    return person


def person_by_id(pk: int) -> Person | None:
    """For those who are told something by the system; no rights are asked for."""
    return Person.objects.filter(pk=pk).first()


def is_address_of_staff(address: str) -> bool:
    """Whether an active person here has this mail address."""
    return bool(address) and Person.objects.filter(email__iexact=address, is_active=True).exists()


def reach_of(scope: "Scope", *, by: Person) -> Q:
    """People within a scope: oneself, the people of the units, all people of the companies."""
    clause = Q(pk=by.pk) if scope.own else Q(pk__in=())
    if scope.units:
        clause |= Q(unit__in=scope.units)
    if scope.companies:
        clause |= Q(unit__company__in=scope.companies)
    return clause


def visible_to(by: Person, permission: str) -> Q:
    """The people whom ``by`` may touch with the permission."""
    return reach_of(by.scope(permission), by=by)


def access_person(pk: int, *, by: Person, permission: str) -> Person:
    """The person, if the permission reaches them; Http404 alike for nobody and for somebody out of reach."""
    person = Person.objects.select_related("unit__company").filter(visible_to(by, permission), pk=pk).first()
    if person is None:
        raise Http404("org.Person")
    return person


def people_for(by: Person, permission: str) -> QuerySet[Person]:
    return Person.objects.filter(visible_to(by, permission)).select_related("unit")


def people_of_units(unit_ids: Collection[int], *, below: bool = False) -> QuerySet[Person]:
    """The active people of the units; ``below`` adds those of all units under them."""
    if not below:
        return Person.objects.filter(unit__in=unit_ids, is_active=True)
    clause = Q(pk__in=())
    for path in Unit.objects.filter(pk__in=unit_ids).values_list("path", flat=True):
        clause |= Q(unit__path__startswith=path)
    return Person.objects.filter(clause, is_active=True)


def people_of_company(company_id: int) -> QuerySet[Person]:
    """The active people of a company, by name, with their units."""
    return (
        Person.objects.filter(unit__company=company_id, is_active=True)
        .select_related("unit")
        .order_by("name", "pk")
    )


def head_of(unit: Unit, *, other_than: Person | None = None) -> Person | None:
    """The active head of the unit, or of the nearest unit above that has one; one query.

    ``other_than`` is passed over: who is to be told that a head is late is the head above.
    """
    steps = Unit.steplen
    above = [unit.path[:end] for end in range(steps, len(unit.path) + 1, steps)]
    heads = Unit.objects.filter(path__in=above, head__is_active=True).select_related("head__unit")
    if other_than is not None:
        heads = heads.exclude(head=other_than.pk)
    nearest = heads.order_by("-depth").first()
    return nearest.head if nearest else None


def heads_of(units: Collection[Unit]) -> dict[int, Person]:
    """By id of each unit, its active head or that of the nearest unit above; one query."""
    steps = Unit.steplen
    paths = {unit.path[:end] for unit in units for end in range(steps, len(unit.path) + 1, steps)}
    found = Unit.objects.filter(path__in=paths, head__is_active=True).select_related("head")
    heads = {unit.path: unit.head for unit in found}
    nearest: dict[int, Person] = {}
    for unit in units:
        for end in range(len(unit.path), 0, -steps):
            if head := heads.get(unit.path[:end]):
                nearest[unit.pk] = head
                break
    return nearest


def names_of(person_ids: Collection[int]) -> dict[int, str]:
    """The names of people by id, the former ones too; one query."""
    return dict(Person.objects.filter(pk__in=person_ids).values_list("pk", "name"))


def may_of(by: Person, person: Person) -> dict[str, bool]:
    """Which acts ``by`` may do with this person: what the page shows as buttons."""
    acts = {
        "update": permissions.PERSON_UPDATE, "grant": permissions.GRANT_CREATE, "ungrant": permissions.GRANT_DELETE,
        "password": permissions.PASSWORD_CREATE, "sessions": permissions.SESSION_DELETE, "leave": permissions.LEAVING_CREATE,
        "return": permissions.LEAVING_DELETE, "matrix": permissions.SKILL_MATRIX_UPDATE, "absence": permissions.ABSENCE_CREATE,
    }  # fmt: skip
    company = person.company_id
    return {act: by.scope(p).covers(unit_id=person.unit_id, company_id=company) for act, p in acts.items()}
