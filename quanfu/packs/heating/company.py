"""The company itself: units, forty people with their roles and skills, channels, calendars, the catalogue, 3,000 customers."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel
from quanfu.channels.queries.channel import CHANNELS
from quanfu.core.actions.calendar import install_default_calendar, save_calendar
from quanfu.core.actions.field import define_field
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.models.calendar import WorkCalendar
from quanfu.core.money import Money
from quanfu.customers.models import Customer, Site
from quanfu.desk.actions.service_type import save_service_type
from quanfu.desk.models import ServiceType, SpecialReason
from quanfu.org.actions.grant import grant_role
from quanfu.org.actions.unit import change_unit, create_unit
from quanfu.org.enums import Reach, UnitKind
from quanfu.org.models import Duty, Person, PersonSkill, Skill, Tie, Unit
from quanfu.packs.heating.catalogue import ESTATES, GIVEN, GROUPS, SKILLS, SURNAMES, TYPES
from quanfu.packs.roles import SPECS, install_roles
from quanfu.performance.actions.pay_run import set_salary
from quanfu.performance.actions.rating import appoint_rater
from quanfu.performance.enums import Group
from quanfu.surveys.actions.questionnaire import ensure_questionnaire
from quanfu.training.models import Certificate, CertificateKind

PASSWORD = "quanfu-demo-1"  # noqa: S105 - of the demo, told to everybody
COMPANY = "songhe"
STATIONS = {
    "north": "城北供热站",
    "south": "城南供热站",
    "east": "城东供热站",
    "west": "城西供热站",
    "new": "新区供热站",
}
ROLE_LOGINS = (  # login, name, unit, role, post, salary in yuan
    ("president", "孟宪章", COMPANY, "president", "总经理", 18000),
    ("head", "郑国栋", "front", "head", "客户服务部部长", 12000),
    ("agent", "李静", "front", "agent", "客服专员", 6000),
    ("acceptor", "钱敏", "front", "acceptor", "受理员", 6200),
    ("dispatcher", "吴芳", "front", "dispatcher", "派单员", 6400),
    ("specialist", "沈佳", "front", "specialist", "客服主办", 6800),
    ("supervisor", "韩立群", "front", "supervisor", "督办员", 7600),
    ("approver", "冯磊", "production", "approver", "生产技术部部长", 12000),
    ("trainer", "曹慧", "production", "trainer", "培训师", 7800),
    ("committee", "罗志刚", "production", "committee_member", "标准化专员", 8000),
    ("finance", "何芸", "finance", "finance", "会计", 7000),
    ("auditor", "金岩", COMPANY, "auditor", "稽核员", 8200),
    ("marketing", "宋扬", "marketing", "head", "市场部部长", 11500),
    ("centre", "高峰", "centre", "centre", "片区主任", 9000),
    ("outlet", "董平", "outlet", "outlet", "网点负责人", 6600),
    ("leader", "赵强", "north", "team_leader", "站长", 8800),
    ("engineer", "孙伟", "north", "engineer", "维修工程师", 7000),
)


@dataclass
class Company:
    """What the simulation needs of it."""

    unit: Unit
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    agents: list[Person] = field(default_factory=list)
    engineers: dict[str, list[Person]] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    types: dict[str, ServiceType] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    sites: list[Site] = field(default_factory=list)


def build(today: date, chance: random.Random, *, customers: int = 3000) -> Company:
    """Everything but the requests, in the state of a company that has been at it for a year."""
    install_roles()
    install_default_calendar(by=SYSTEM)
    week = {day: [["08:00", "20:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    shifts = save_calendar(
        calendar=None,
        code="station",
        name="供热站值班",
        name_en="Station hours",
        tz="Asia/Shanghai",
        week=week,
        by=SYSTEM,
    )
    company = _units(shifts, date(today.year - 9, 10, 1))
    _people(company, today, chance)
    _channels(company)
    _catalogue(company)
    _customers(company, chance, customers)
    _roster(company, today)
    _papers(company, today)
    ensure_questionnaire(company=company.unit, by=SYSTEM)
    return company


def _units(shifts: WorkCalendar, since: date) -> Company:
    def make(parent: Unit | None, code: str, name: str, name_en: str, kind: str, **columns: Any) -> Unit:
        return create_unit(
            parent=parent,
            code=code,
            name=name,
            name_en=name_en,
            kind=kind,
            opened_on=since,
            by=SYSTEM,
            **columns,
        )

    group = make(None, "group", "北方供热集团（演示）", "Northern Heat Group (demo)", UnitKind.GROUP)
    unit = make(group, COMPANY, "松河热力公司（演示）", "Songhe Heating (demo)", UnitKind.COMPANY)
    company = Company(unit, {COMPANY: unit})
    for code, name, name_en, kind in (
        ("front", "客户服务部", "Customer service", UnitKind.DEPARTMENT), ("production", "生产技术部", "Production", UnitKind.DEPARTMENT),
        ("finance", "财务部", "Finance", UnitKind.DEPARTMENT), ("marketing", "市场部", "Marketing", UnitKind.DEPARTMENT),
        ("centre", "北部片区中心", "Northern centre", UnitKind.CENTRE), ("outlet", "滨江服务网点", "Riverside outlet", UnitKind.OUTLET),
    ):  # fmt: skip
        company.units[code] = make(unit, code, name, name_en, kind)
    company.units["group-a"] = make(
        company.units["marketing"], "group-a", "市场一组", "Marketing group 1", UnitKind.TEAM
    )
    for code, name in STATIONS.items():
        company.units[code] = make(
            unit, code, name, f"{code.title()} station", UnitKind.STATION, calendar=shifts
        )
    return company


def _people(company: Company, today: date, chance: random.Random) -> None:
    password = make_password(PASSWORD)  # one hash for all: forty slow ones would only cost a minute
    company.skills = {
        c: Skill.objects.create(company=company.unit, code=c, name=n, name_en=e)
        for c, (n, e) in SKILLS.items()
    }
    names = _names(chance)

    def hire(login: str, name: str, unit: str, role: str, post: str, yuan: int) -> Person:
        person = Person.objects.create(
            login=login, name=name, number=f"S{len(company.people) + 1:03d}", unit=company.units[unit], post=post, password=password,
            phone=f"1390451{len(company.people) + 1:04d}", email=f"{login}@songhe.example", employed_from=date(today.year - 4, 3, 1),
        )  # fmt: skip
        spec = SPECS[role]
        where = company.units[unit] if spec.reach in (Reach.TEAM, Reach.SUBTREE, Reach.OWN) else company.unit
        grant_role(person=person, role=roles[role], unit=where, reach=spec.reach, by=SYSTEM)
        set_salary(
            person=person,
            total=Money.yuan(str(yuan)),
            since=date(today.year - 2, 1, 1),
            is_rated=role != "president",
            by=SYSTEM,
        )
        company.people[login] = person
        return person

    roles = {role.code: role for role in install_roles().values()}
    for row in ROLE_LOGINS:
        hire(*row)
    for n in (2, 3):
        hire(f"agent{n}", next(names), "front", "agent", "客服专员", 5800)
    hire("acceptor2", next(names), "front", "acceptor", "受理员", 6000)
    hire("specialist2", next(names), "front", "specialist", "客服主办", 6600)
    hire("window", next(names), "finance", "agent", "收费窗口", 5600)
    for code in STATIONS:
        if code != "north":
            hire(f"leader-{code}", next(names), code, "team_leader", "站长", 8600)
        have = 1 if code == "north" else 0
        for n in range(have, 3):
            hire(f"engineer-{code}{n + 1}", next(names), code, "engineer", "维修工程师", 6400 + 200 * n)
    heads = {COMPANY: "president", "front": "head", "production": "approver", "finance": "finance", "marketing": "marketing", "centre": "centre",
             "outlet": "outlet", "north": "leader"} | {c: f"leader-{c}" for c in STATIONS if c != "north"}  # fmt: skip
    for code, login in heads.items():
        unit = company.units[code]
        company.units[code] = change_unit(unit=unit, head=company.people[login], code=unit.code, name=unit.name, name_en=unit.name_en,
                                          calendar=unit.calendar, opened_on=unit.opened_on, by=SYSTEM)  # fmt: skip
    company.unit = company.units[COMPANY]
    _skills(company, chance)
    company.agents = [
        p for login, p in company.people.items() if login.startswith("agent") or login == "window"
    ]
    Tie.objects.create(
        group=company.units["group-a"],
        specialist=company.people["specialist"],
        since=date(today.year - 1, 1, 1),
    )
    appoint_rater(
        company=company.unit, group=Group.MARKETING_HEAD, person=company.people["marketing"], by=SYSTEM
    )
    appoint_rater(
        company=company.unit, group=Group.PRODUCTION_HEAD, person=company.people["approver"], by=SYSTEM
    )


def _names(chance: random.Random) -> Any:
    seen: set[str] = {row[1] for row in ROLE_LOGINS}
    while True:
        name = chance.choice(SURNAMES) + chance.choice(GIVEN)
        if name not in seen:
            seen.add(name)
            yield name


def _skills(company: Company, chance: random.Random) -> None:
    rows = []
    for login, person in company.people.items():
        if login.startswith("engineer"):
            station = person.unit.code
            company.engineers.setdefault(station, []).append(person)
            first = len(company.engineers[station]) == 1
            levels = {"indoor": 3 if first else chance.choice((2, 2, 3)), "valve": chance.choice((1, 2, 3)), "metering": chance.choice((1, 2)),
                      "network": 3 if first else chance.choice((1, 2)), "safety": 2 if first else chance.choice((1, 2)), "station": 1}  # fmt: skip
        elif login.startswith("leader"):
            levels = {"station": 3, "safety": 3, "customer": 2}  # they lead: no request asks for these alone
        elif company.units["front"] == person.unit:
            levels = {
                "acceptance": 3 if login.startswith("accept") else 2,
                "customer": 3 if "special" in login or login == "head" else 2,
            }
        else:
            continue
        rows += [
            PersonSkill(person=person, skill=company.skills[code], level=level)
            for code, level in levels.items()
        ]
    PersonSkill.objects.bulk_create(rows)


def _papers(company: Company, today: date) -> None:
    """Who may serve key accounts (KEY-4), and why something may stay open over the day (EXE-11)."""
    kinds = [
        CertificateKind(company=company.unit, code="key", name="大客户服务资格", name_en="Key-account service", for_key_accounts=True),
        CertificateKind(company=company.unit, code="gas", name="有限空间作业证", name_en="Confined spaces", months=24),
    ]  # fmt: skip
    key, confined = CertificateKind.objects.bulk_create(kinds)
    first = [people[0] for people in company.engineers.values()]
    holders = [
        p for login, p in company.people.items() if login.startswith(("leader", "agent", "specialist"))
    ]
    since = date(today.year - (today.month < 7), 7, 1)
    Certificate.objects.bulk_create(
        Certificate(person=person, kind=kind, valid_from=since, valid_until=date(since.year + years, 6, 30))
        for kind, people, years in ((key, [*first, *holders], 1), (confined, first, 2))
        for person in people
    )
    SpecialReason.objects.bulk_create(
        SpecialReason(company=company.unit, code=code, name=name, name_en=name_en)
        for code, name, name_en in (
            ("parts", "等待配件", "Waiting for parts"),
            ("customer", "客户约定改期", "The customer chose another day"),
            ("weather", "恶劣天气", "Bad weather"),
            ("others", "需外单位配合", "Others must act first"),
        )
    )


def _channels(company: Company) -> None:
    for code, kind, name, address, hours, public in (
        ("hotline", ChannelKind.PHONE, "供热服务热线", "0451-96999", "24 小时", True),
        ("window", ChannelKind.WALK_IN, "收费大厅窗口", "松河市中央大街 1 号", "周一至周六 8:30–17:00", True),
        ("portal", ChannelKind.PORTAL, "网上报修", "", "24 小时", True), ("letter", ChannelKind.LETTER, "来信", "松河市中央大街 1 号", "", True),
        ("staff", ChannelKind.STAFF, "员工发现", "", "", False), ("api", ChannelKind.API, "系统对接", "", "", False),
        ("import", ChannelKind.IMPORT, "批量导入", "", "", False),
    ):  # fmt: skip
        company.channels[kind], _new = Channel.objects.update_or_create(
            company=company.unit, kind=kind,
            defaults={"code": code, "name": name, "address": address, "hours": hours, "is_public": public, "owner": company.people["head"]},
        )  # fmt: skip
    CHANNELS.changed()


def _catalogue(company: Company) -> None:
    def save(**columns: Any) -> ServiceType:
        return save_service_type(instance=None, company_id=company.unit.pk, by=SYSTEM, **columns)

    groups = {
        c: save(parent=None, code=c, name=n, name_en=e, position=i * 10)
        for i, (c, (n, e)) in enumerate(GROUPS.items(), 1)
    }
    for i, t in enumerate(TYPES):
        contact, acceptance, completion, feedback = t.minutes
        company.types[t.code] = save(
            parent=groups[t.group], code=t.code, name=t.name, name_en=t.name_en, kind=t.kind, charge=t.charge, position=i, needs_review=t.review,
            needs_order=t.order, needs_plan=t.plan, around_the_clock=t.around_the_clock, contact_minutes=contact, acceptance_minutes=acceptance,
            completion_minutes=completion, feedback_minutes=feedback, steps=list(t.steps),
            skills={company.skills[code].pk: level for code, level in t.skills}, unit=None if t.order else company.units["front"],
        )  # fmt: skip
    cold = company.types["fault.cold"].fields_owner
    define_field(
        owner=cold,
        code="room_temperature",
        label="室内温度（℃）",
        label_en="Room temperature (°C)",
        kind="decimal",
        by=SYSTEM,
    )
    define_field(owner=cold, code="heating_kind", label="采暖方式", label_en="Kind of heating", kind="choice", by=SYSTEM,
                 choices=[{"code": "radiator", "label": "暖气片", "label_en": "Radiators"}, {"code": "floor", "label": "地暖", "label_en": "Underfloor"}])  # fmt: skip
    define_field(
        owner=company.types["business.stop"].fields_owner,
        code="account_number",
        label="供热户号",
        label_en="Account number",
        kind="text",
        required=True,
        by=SYSTEM,
    )


def _customers(company: Company, chance: random.Random, count: int) -> None:
    estates = [(station, estate) for station, names in ESTATES.items() for estate in names]
    customers, sites = [], []
    created = now() - timedelta(days=800)
    for n in range(count):
        station, estate = estates[n % len(estates)]
        flat = f"{chance.randint(1, 4)}单元{chance.randint(1, 18)}{chance.randint(1, 4):02d}室"
        customer = Customer(company=company.unit, name=chance.choice(SURNAMES) + chance.choice(GIVEN), phone=f"1{chance.choice('35789')}{chance.choice('0123456789')}0451{n:04d}",
                            source_key=f"demo-{n}", created_at=created)  # fmt: skip
        customers.append(customer)
        sites.append(
            Site(
                customer=customer,
                unit=company.units[station],
                address=estate,
                building=f"{chance.randint(1, 32)}号楼",
                flat=flat,
            )
        )
    Customer.objects.bulk_create(customers, batch_size=500)
    Site.objects.bulk_create(sites, batch_size=500)
    company.sites = sites


def _roster(company: Company, today: date) -> None:
    """Stations work around the clock by turns (day, night, off), the front desk by day; two weeks back and two ahead."""
    zone, duties = timezone.get_default_timezone(), []
    for number, (login, person) in enumerate(company.people.items()):
        shifts = login.startswith("engineer") or login == "agent3"
        if not shifts and not login.startswith(("leader", "agent", "acceptor", "dispatcher", "specialist")):
            continue
        for offset in range(-14, 15):
            day = today + timedelta(days=offset)
            turn = (day.toordinal() + number) % 3 if shifts else 0
            if turn == 2 or (not shifts and day.weekday() == 6 and not login.startswith("leader")):
                continue
            start = datetime.combine(day, time(20 if turn else 8), tzinfo=zone)
            duties.append(Duty(person=person, start=start, end=start + timedelta(hours=12)))
    Duty.objects.bulk_create(duties)
