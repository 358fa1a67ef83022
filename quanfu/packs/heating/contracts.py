"""Organisations of the demo with their heating contracts, what is rebuilt for them, and what they have asked for."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

from quanfu.customers.actions.contact import save_contact
from quanfu.customers.actions.contract import save_contract
from quanfu.customers.actions.customer import create_customer
from quanfu.customers.actions.project import save_project
from quanfu.customers.actions.site import save_site
from quanfu.customers.enums import CustomerKind
from quanfu.customers.models import Site
from quanfu.packs.heating.catalogue import TYPES
from quanfu.packs.heating.company import Company
from quanfu.packs.heating.history import write_history
from quanfu.packs.heating.stories import story_of

# name, phone, class, address, contacts, project (name, days since, days until)
ORGANISATIONS = (
    ("宏图大厦物业管理有限公司", "0451-82340011", "A", "建设街 88 号", ("周明远", "马晓东", "田淑芳"), ("换热站节能改造", -45, 60)),
    ("第三中学", "0451-82340022", "B", "文昌路 12 号", ("方志刚", "许丽华"), ("教学楼管网更新", -300, -210)),
    ("朝阳医院", "0451-82340033", "A", "朝阳路 5 号", ("郭建平", "苏文静", "崔海波"), ("住院部分户计量", 20, 110)),
)  # fmt: skip
# organisation, hours ago, service type, what they asked for
ASKED = (
    (0, 980, "fault.cold", "三层会议室暖气片不热"), (0, 410, "fault.noise", "换热站循环泵旁的管道异响"), (0, 1, "fault.cold", "大堂东侧立管不热"),
    (1, 620, "fault.cold", "高二教学楼西头教室温度低"), (1, 75, "business.fee", "合同热费发票抬头要更正"), (1, 2, "fault.noise", "图书馆管道夜里响"),
    (2, 300, "fault.cold", "住院部五层病房不够热"), (2, 52, "care.inspect", "寒潮前检查手术室供热管线"), (2, 0.5, "enquiry.progress", "分户计量施工什么时候进场"),
)  # fmt: skip


def sign_contracts(company: Company, end: datetime, chance: random.Random) -> None:
    """Three organisations: this season's contract with each, last season's with the first, a contract for each project."""
    sites: list[Site] = []
    agent, today = company.people["agent"], end.date()
    season = date(today.year if today.month >= 7 else today.year - 1, 10, 20)
    station = sorted(company.engineers)[0]
    for place, (name, phone, grade, address, contacts, (work, since, until)) in enumerate(ORGANISATIONS, 1):
        customer = create_customer(
            company=company.unit,
            name=name,
            phone=phone,
            kind=CustomerKind.ORGANISATION,
            grade=grade,
            by=agent,
        )
        site = save_site(
            customer=customer, unit=company.units[station], address=address, building="", flat="", by=agent
        )
        sites.append(site)
        for number, contact in enumerate(contacts):
            save_contact(
                customer=customer, name=contact, phone=f"1390451{place}{number:03}", email="", by=agent
            )
        begins, ends = today + timedelta(days=since), today + timedelta(days=until)
        project = save_project(customer=customer, name=work, site=site, since=begins, until=ends, by=agent)
        save_contract(
            customer=customer, number=f"GZ-{begins.year}-{place:03}", title=f"{work}施工合同", project=project,
            since=begins, until=ends, by=agent,
        )  # fmt: skip
        for year in (season.year - 1, season.year) if place == 1 else (season.year,):
            save_contract(
                customer=customer, number=f"GR-{year}-{place:03}", title="供热服务合同", since=date(year, 10, 20),
                until=date(year + 1, 4, 20), note="按供热面积计费，室温不低于 18 ℃。", by=agent,
            )  # fmt: skip
    kinds = {kind.code: kind for kind in TYPES}
    told = [
        story_of(kinds[code], subject, end - timedelta(hours=hours), end, which, chance)
        for which, hours, code, subject in sorted(ASKED, key=lambda asked: -asked[1])
    ]
    write_history(replace(company, sites=sites), told, end, lambda _count: None)
