"""The cast: one group of two companies, the people the stories are told with, and a customer.

Company A (`company`) has a front desk (`front`), two stations (`station` with a `team`, `second_station`); company B
(`other_company`) is there to be kept apart. Everybody's password is PASSWORD. The cast is written straight into the
tables, so that the journal of a test holds the acts of the test alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel
from quanfu.core.clock import now
from quanfu.customers.models import Customer, Site
from quanfu.desk.enums import Kind
from quanfu.desk.models import Request, ServiceSkill, ServiceStep, ServiceType
from quanfu.org.enums import Reach, UnitKind
from quanfu.org.models import Grant, Person, PersonSkill, Role, Skill, Unit
from quanfu.packs.roles import ROLES

PASSWORD = "correct horse 9"


@dataclass(frozen=True)
class Cast:
    group: Unit
    company: Unit
    front: Unit
    station: Unit
    team: Unit
    second_station: Unit
    other_company: Unit
    other_front: Unit
    people: dict[str, Person]


def make_unit(parent: Unit | None, code: str, name: str, kind: UnitKind, **columns: Any) -> Unit:
    """A unit below ``parent``; its company is worked out as org's own action does."""
    fields: dict[str, Any] = {"code": code, "name": name, "kind": kind, **columns}
    if parent is None:
        unit = Unit.objects.add_root(fields)
    else:
        parent = Unit.objects.get(pk=parent.pk)
        fields["company_id"] = None if kind == UnitKind.COMPANY else parent.company_id
        unit = Unit.objects.add_child(parent, fields)
    if unit.company_id is None:
        unit.company = unit
        unit.save(update_fields=["company"])
    return unit


@pytest.fixture
def roles(db: None) -> dict[str, Role]:
    """The product's roles by code."""
    columns = ("code", "name", "name_en", "start", "rank", "reach")
    rows = [Role(permissions=list(s.permissions), **{c: getattr(s, c) for c in columns}) for s in ROLES]
    return {role.code: role for role in Role.objects.bulk_create(rows)}


@pytest.fixture(scope="session")
def password_hash() -> str:
    return make_password(PASSWORD)


@pytest.fixture(autouse=True)
def _no_counters_left(request: pytest.FixtureRequest) -> None:
    """Login counters and cached reads of one test never decide the next."""
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
        cache.clear()


@pytest.fixture
def make_person(roles: dict[str, Role], password_hash: str) -> Callable[..., Person]:
    """make_person("login", "名字", unit, role_code, grant_unit, reach, **columns): somebody with at most one grant."""

    def make(
        login: str,
        name: str,
        unit: Unit,
        role: str = "",
        on: Unit | None = None,
        reach: Reach | None = None,
        **columns: Any,
    ) -> Person:
        person = Person.objects.create(login=login, name=name, unit=unit, password=password_hash, **columns)
        if role:
            Grant.objects.create(
                person=person, role=roles[role], unit=on or unit, reach=reach or Reach(roles[role].reach)
            )
        return person

    return make


@pytest.fixture
def cast(make_person: Callable[..., Person]) -> Cast:
    group = make_unit(None, "group", "北方供热集团", UnitKind.GROUP, name_en="Northern Heat Group")
    company = make_unit(group, "a", "松河热力公司", UnitKind.COMPANY, name_en="Songhe Heating")
    front = make_unit(company, "a-front", "客户服务部", UnitKind.DEPARTMENT, name_en="Customer service")
    station = make_unit(company, "a-north", "城北供热站", UnitKind.STATION, name_en="North station")
    team = make_unit(station, "a-north-1", "维修一班", UnitKind.TEAM, name_en="Repair team 1")
    second_station = make_unit(company, "a-south", "城南供热站", UnitKind.STATION, name_en="South station")
    other_company = make_unit(group, "b", "柳河热力公司", UnitKind.COMPANY, name_en="Liuhe Heating")
    other_front = make_unit(
        other_company, "b-front", "客户服务部", UnitKind.DEPARTMENT, name_en="Customer service"
    )
    people = {
        "li": make_person("li", "李静", front, "agent", company, phone="13900000001", email="li@a.example"),
        "zhao": make_person("zhao", "赵强", station, "team_leader", station, phone="13900000002"),
        "qian": make_person("qian", "钱敏", front, "acceptor", company),
        "sun": make_person("sun", "孙伟", station, "engineer", station, phone="13900000004"),
        "zhou": make_person("zhou", "周涛", station, "engineer", station),
        "wu": make_person("wu", "吴芳", front, "dispatcher", company),
        "zheng": make_person("zheng", "郑国栋", front, "head", company),
        "feng": make_person("feng", "冯磊", front, "approver", company),
        "he": make_person("he", "何芸", company, "finance", company),
        "jin": make_person("jin", "金岩", company, "auditor", company),
        "tang": make_person("tang", "唐杰", second_station, "team_leader", second_station),
        "admin": make_person("admin", "管理员", group, "administrator", group, Reach.SUBTREE),
        "chen": make_person("chen", "陈晨", other_front, "agent", other_company, phone="13900000009"),
    }
    for unit, head in ((company, "zheng"), (front, "zheng"), (station, "zhao"), (second_station, "tang")):
        unit.head = people[head]
        unit.save(update_fields=["head"])
    return Cast(group, company, front, station, team, second_station, other_company, other_front, people)


def _unit(name: str) -> Any:
    return pytest.fixture(name=name)(lambda cast: getattr(cast, name))


def _person(name: str) -> Any:
    return pytest.fixture(name=name)(lambda cast: cast.people[name])


group, company, front, station = _unit("group"), _unit("company"), _unit("front"), _unit("station")
team, second_station = _unit("team"), _unit("second_station")
other_company, other_front = _unit("other_company"), _unit("other_front")
li, zhao, qian, sun, zhou = _person("li"), _person("zhao"), _person("qian"), _person("sun"), _person("zhou")
wu, zheng, feng, he, jin = _person("wu"), _person("zheng"), _person("feng"), _person("he"), _person("jin")
tang, admin, chen = _person("tang"), _person("admin"), _person("chen")


@pytest.fixture
def heating(company: Unit, sun: Person, zhou: Person) -> Skill:
    """A skill of company A; sun is an expert in it, zhou works alone."""
    skill = Skill.objects.create(company=company, code="heating", name="采暖系统", name_en="Heating systems")
    PersonSkill.objects.create(person=sun, skill=skill, level=3)
    PersonSkill.objects.create(person=zhou, skill=skill, level=2)
    return skill


@pytest.fixture
def wang(company: Unit, station: Unit) -> Customer:
    """A customer of company A whose flat is served by `station`."""
    customer = Customer.objects.create(
        company=company, name="王建国", phone="13800000001", email="wang@home.example", created_at=now()
    )
    Site.objects.create(
        customer=customer, unit=station, address="和平路 18 号", building="3 号楼", flat="2 单元 601"
    )
    return customer


@pytest.fixture
def repair_type(company: Unit, heating: Skill) -> ServiceType:
    """Second level: needs review and a work order, demands the heating skill."""
    parent = ServiceType.objects.create(
        company=company, code="repair", name="报修", name_en="Repair", kind=Kind.REPAIR
    )
    kind = ServiceType.objects.create(
        company=company, parent=parent, code="repair-cold", name="暖气不热", name_en="Radiator cold", kind=Kind.REPAIR,
        needs_review=True, needs_order=True,
    )  # fmt: skip
    ServiceSkill.objects.create(service_type=kind, skill=heating, level=1)
    for position, title in enumerate(["入户查看", "排气或清洗过滤器", "测温并记录"], start=1):
        ServiceStep.objects.create(service_type=kind, position=position, title=title)
    return kind


@pytest.fixture
def enquiry_type(company: Unit, front: Unit) -> ServiceType:
    """Second level: answered at the desk, without review and without a work order."""
    parent = ServiceType.objects.create(
        company=company, code="enquiry", name="咨询", name_en="Enquiry", kind=Kind.ENQUIRY
    )
    return ServiceType.objects.create(
        company=company, parent=parent, code="enquiry-fee", name="缴费咨询", name_en="Question about a bill",
        kind=Kind.ENQUIRY, unit=front, needs_review=False, needs_order=False,
    )  # fmt: skip


def _channel(name: str, kind: ChannelKind, label: str, public: bool) -> Any:
    def make(company: Unit) -> Channel:
        return Channel.objects.create(
            company=company, code=kind.value, kind=kind, name=label, is_public=public
        )

    return pytest.fixture(name=name)(make)


phone_channel = _channel("phone_channel", ChannelKind.PHONE, "服务热线", True)
portal_channel = _channel("portal_channel", ChannelKind.PORTAL, "网上报修", True)
api_channel = _channel("api_channel", ChannelKind.API, "接口", False)


@pytest.fixture
def client_of() -> Callable[[Person], Client]:
    """client_of(li): a browser in which li is logged in."""

    def logged_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return logged_in


@pytest.fixture
def make_request(
    company: Unit, front: Unit, phone_channel: Channel, wang: Customer, li: Person
) -> Callable[..., Request]:
    """make_request(**kw): a request taken by li on the phone from wang, through the desk's own action."""
    from quanfu.desk.actions.request import open_request

    def make(**kwargs: Any) -> Request:
        wishes: dict[str, Any] = {
            "company": company, "channel": phone_channel, "subject": "暖气不热", "body": "客厅暖气片不热，已经两天了。",
            "contact_name": wang.name, "contact_phone": wang.phone, "customer": wang, "by": li,
        }  # fmt: skip
        if kwargs.get("company", company) != company:
            wishes.pop("customer")
        return open_request(**wishes | kwargs)

    return make
