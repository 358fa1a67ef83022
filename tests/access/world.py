"""The world of the access matrix: two companies built alike, somebody for every role in each, and things everywhere.

In each company the north station is where roles with a short reach are granted; the south station is the same company
out of their reach. Every name and text carries the mark of its place, so that a page that shows what it must not is
caught by its words.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from quanfu.api.actions.token import make_token
from quanfu.conftest import make_unit
from quanfu.core.actor import SYSTEM
from quanfu.org.enums import Reach, UnitKind
from quanfu.org.models import Grant, Person, Role, Unit
from quanfu.packs.roles import ROLES, SPECS

GROUP = "group"  # the one who administers all companies


@dataclass
class Company:
    key: str  # A, B
    unit: Unit
    front: Unit
    north: Unit
    south: Unit
    people: dict[str, Person]  # by role
    workers: dict[str, Person] = field(default_factory=dict)  # who does the work: own, near, far

    def mark(self, place: str) -> str:
        """A word that stands in everything of that place and nowhere else."""
        return f"Mk{self.key}{place}kM"


@dataclass
class Caller:
    """Somebody with a session and a token."""

    role: str
    person: Person
    company: Company | None
    session: str
    token: str

    @property
    def reach(self) -> str:
        """How far their role reaches in their company, in the words of the expectations."""
        return Reach.ALL.value if self.role in ("administrator", GROUP) else SPECS[self.role].reach.value


@dataclass
class World:
    companies: dict[str, Company]
    callers: list[Caller]


def build() -> World:
    rows = [
        Role(
            code=s.code,
            name=s.name,
            name_en=s.name_en,
            permissions=list(s.permissions),
            start=s.start,
            rank=s.rank,
            reach=s.reach,
        )
        for s in ROLES
    ]
    roles = {role.code: role for role in Role.objects.bulk_create(rows)}
    group = make_unit(None, "grp", "集团", UnitKind.GROUP)
    companies = {key: _company(key, group, roles) for key in "AB"}
    top = _person("group-admin", "集团管理员", group)
    Grant.objects.create(person=top, role=roles["administrator"], unit=group, reach=Reach.SUBTREE)
    callers = [_caller(role, person, c) for c in companies.values() for role, person in c.people.items()]
    return World(companies, [*callers, _caller(GROUP, top, None)])


def _company(key: str, group: Unit, roles: dict[str, Role]) -> Company:
    low = key.lower()
    top = make_unit(group, low, f"公司 Mk{key}companykM", UnitKind.COMPANY)
    front = make_unit(top, f"{low}-front", f"前台 Mk{key}frontkM", UnitKind.DEPARTMENT)
    north = make_unit(top, f"{low}-north", f"北站 Mk{key}nearkM", UnitKind.STATION)
    south = make_unit(top, f"{low}-south", f"南站 Mk{key}farkM", UnitKind.STATION)
    company = Company(key, top, front, north, south, {})
    for spec in ROLES:
        short = spec.reach in (Reach.OWN, Reach.TEAM, Reach.SUBTREE) and spec.code != "administrator"
        place = north if short else top
        person = _person(
            f"{low}-{spec.code}",
            f"{spec.name} {company.mark('near' if short else 'company')}",
            north if short else front,
        )
        Grant.objects.create(person=person, role=roles[spec.code], unit=place, reach=spec.reach)
        company.people[spec.code] = person
    company.workers = {
        "own": company.people["engineer"],
        "near": _person(f"{low}-near", f"同事 {company.mark('near')}", north),
        "far": _person(f"{low}-far", f"同事 {company.mark('far')}", south),
    }
    return company


def _person(login: str, name: str, unit: Unit) -> Person:
    return Person.objects.create(login=login, name=name, unit=unit, password="!", phone="", locale="zh-hans")


def _caller(role: str, person: Person, company: Company | None) -> Caller:
    session = SessionStore()
    session.update({
        SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: person.get_session_auth_hash(),
    })  # fmt: skip
    session.save()
    return Caller(role, person, company, str(session.session_key), make_token(person=person, by=SYSTEM))
