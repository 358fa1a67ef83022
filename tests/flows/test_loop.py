"""The loop of the house, told through its pages: asked, judged, assigned, done, told, rated, scored, paid."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner
from django.test import Client
from django.utils import translation

from quanfu.api.actions.token import make_token
from quanfu.channels.models import Channel
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at
from quanfu.core.enums import JobState
from quanfu.core.models import Job, JournalEntry
from quanfu.core.money import Money
from quanfu.core.testing import run_jobs
from quanfu.customers.models import Customer
from quanfu.desk.enums import State
from quanfu.desk.models import Investigation, Request, ServiceType
from quanfu.desk.queries.request import tracking_path
from quanfu.org.models import Notification, Person, Tie, Unit
from quanfu.performance.actions.pay_run import set_salary
from quanfu.performance.actions.rating import appoint_rater
from quanfu.performance.enums import Group
from quanfu.performance.jobs import open_ended_periods
from quanfu.performance.models import Sheet
from quanfu.sla.jobs import run_clocks
from quanfu.sla.models import Clock
from quanfu.workorders.models import Order
from tests.flows.conftest import SIGNATURE, House, local
from tests.pages import visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def may() -> Any:
    """It is Wednesday, 13 May 2026, nine o'clock."""
    with time_machine.travel(local("2026-05-13 09:00"), tick=False) as clock:
        yield clock


@pytest.fixture
def specialist(make_person: Callable[..., Person], front: Unit, company: Unit) -> Person:
    return make_person("lin", "林悦", front, "specialist", company)


@pytest.fixture
def ready(house: House, portal_channel: Channel, repair_type: ServiceType, wang: Customer) -> House:
    return house


def told_of(person: Person) -> list[str]:
    return list(Notification.objects.filter(person=person).order_by("id").values_list("text", flat=True))


def works_through_trouble(house: House, sun: Person) -> None:
    """Opens what he was told of, plans, meets a problem, and may not finish before all is in order."""
    told = Notification.objects.get(person=sun, url=house.order_path())
    house.opens(sun, f"/org/notifications/{told.pk}/")
    order = Order.objects.get(request=house.request)
    assert order.received_at and order.state == "sent"
    page = house.opens(sun, "/workorders/day/").follow(order.number).send("/acceptance/")
    assert house.request.accepted_at
    plan = {"title_0": "换阀门", "starts_at_0": "2026-05-13T10:00", "ends_at_0": "2026-05-13T11:00"}
    blank = {name: "" for name in page.form("title_0").fields if name.endswith(("_1", "_2", "_3"))}
    page = page.send("title_0", **blank | plan).send("/start/").send("/problems/", text="阀门锈死，要换新的")
    for _ in range(3):
        page = page.send("act", act="tick")
    assert "/completion/" not in " ".join(form.action for form in page.forms)
    refused = visit(
        page.client, f"{house.order_path()}completion/", {"result": "好了", "no_signature_reason": "不在家"}
    )
    assert refused.status == 422 and "问题" in refused.words and house.request.state == State.ORDERED
    page = house.opens(sun, house.order_path()).send("solution", solution="从站里领了新阀门")
    refused = page.send("result", result="好了")
    assert refused.status == 422 and "签" in refused.words and "好了" in refused.html
    assert house.request.state == State.ORDERED
    page = house.opens(sun, house.order_path()).send(
        "result", result="换了阀门，室温 21 度", signature=SIGNATURE
    )
    assert page.status == 200 and house.request.state == State.DONE


@pytest.mark.req("REQ-1", "REQ-2", "REQ-4", "REQ-8", "ASG-1", "ASG-5", "ASG-7", "EXE-2", "EXE-6", "EXE-9", "EXE-10", "FBK-1",
                 "EVA-1", "EVA-2", "EVA-7")  # fmt: skip
def test_customers_wish_goes_through_all_hands_and_comes_back_rated(
    ready: House,
    company: Unit,
    qian: Person,
    wu: Person,
    sun: Person,
    zhou: Person,
    specialist: Person,
    repair_type: ServiceType,
) -> None:
    house = ready
    receipt = house.asks(company.code)
    assert tracking_path(house.request) in receipt.links
    assert house.number in house.tracks().words
    house.classifies(qian, repair_type)
    one_sided = house.reviews(qian, reasonable="yes")
    assert one_sided.status == 422 and house.request.state == State.IN_REVIEW
    house.approves(qian)
    page = house.opens(wu, "/desk/assignments/").follow(house.number)
    page = page if "/assignment/" in page.path else page.follow("/assignment/")
    assert page.words.index(sun.name) < page.words.index(zhou.name)
    assert "3/3" in page.words and "城北供热站" in page.words and "0/8" in page.words.replace(" ", "")
    page.send("person", person=str(sun.pk))
    assert house.request.responsible == sun
    works_through_trouble(house, sun)
    told = house.tells(specialist)
    assert told.status == 200 and house.request.state == State.FED_BACK
    thanks = house.rates(5, "师傅很细心")
    assert "师傅很细心" in thanks.html and house.request.state == State.RATED
    house.opens(specialist, house.at_desk).follow("/closure/").send("/closure/")
    assert house.request.state == State.CLOSED
    acts = list(
        JournalEntry.objects.filter(subject_type="desk.Request", subject_id=house.request.pk)
        .order_by("id")
        .values_list("event", flat=True)
    )
    assert [e for e in acts if e.startswith("desk.request.")] == [
        f"desk.request.{done}" for done in
        ("opened", "classified", "reviewed", "approved", "assigned", "accepted", "finished", "fed_back", "rated", "closed")
    ]  # fmt: skip
    assert not Job.objects.filter(state=JobState.PARKED).exists()


@pytest.mark.req("EVA-8", "EVA-9")
def test_lowest_rating_opens_an_investigation_that_must_be_answered_before_closing(
    ready: House,
    company: Unit,
    qian: Person,
    wu: Person,
    sun: Person,
    zhao: Person,
    zheng: Person,
    specialist: Person,
    repair_type: ServiceType,
) -> None:
    house = ready
    house.asks(company.code)
    house.classifies(qian, repair_type)
    house.approves(qian)
    house.assigns(wu, sun)
    house.works(sun)
    house.tells(specialist)
    house.rates(1, "等了两天，屋里还是冷")
    case = Investigation.objects.get(request=house.request)
    assert case.owner == zhao and case.due_at > local("2026-05-13 09:00")
    run_jobs()
    assert any(house.number in text for text in told_of(zhao))
    too_early = house.opens(specialist, house.at_desk).follow("/closure/").send("/closure/")
    assert too_early.status == 422 and house.request.state == State.RATED
    page = house.opens(specialist, "/desk/investigations/").follow(f"/desk/investigations/{case.pk}/")
    half = page.send("findings", findings="阀门装反")
    assert half.status == 422 and "阀门装反" in half.html
    page.send(
        "findings", findings="阀门装反", action_taken="重装", reply_way="phone", reply_text="已向您道歉并重装"
    )
    house.opens(specialist, house.at_desk).follow("/closure/").send("/closure/")
    assert house.request.state == State.CLOSED


@pytest.mark.req("EVA-7", "PER-1", "PER-2", "PER-3", "PER-4", "PER-5", "PER-6")
def test_ratings_of_a_month_become_its_pay_which_opens_down_to_them(
    ready: House, may: Any, company: Unit, qian: Person, wu: Person, sun: Person, zhou: Person, zhao: Person, feng: Person, he: Person,
    zheng: Person, specialist: Person, repair_type: ServiceType,
) -> None:  # fmt: skip
    house = ready
    appoint_rater(company=company, group=Group.MARKETING_HEAD, person=feng, by=SYSTEM)
    appoint_rater(company=company, group=Group.PRODUCTION_HEAD, person=qian, by=SYSTEM)
    set_salary(person=sun, total=Money.yuan("6000.00"), since=date(2026, 1, 1), by=SYSTEM, is_rated=True)
    house.asks(company.code)
    house.classifies(qian, repair_type)
    house.approves(qian)
    house.assigns(wu, sun)
    house.works(sun)
    house.tells(specialist)
    house.rates(5, "师傅很细心")
    may.move_to(local("2026-06-02 08:00"))
    house.log_out_all()  # after three weeks everybody logs in again
    open_ended_periods.enqueue()
    run_jobs()
    for rater, points in ((zhao, "45"), (feng, "18"), (qian, "17"), (zhou, "10")):
        page = house.opens(rater, "/performance/ratings/").follow("/ratings/2026-05/")
        field = next(name for name in page.form("/ratings/2026-05/").fields if name.startswith("points_"))
        assert page.send(field, **{field: points}).status == 200
    sheet = (
        house.opens(zheng, "/performance/sheets/")
        .follow(f"/sheets/{Sheet.objects.get().pk}/")
        .send("/computations/")
        .send("/closures/")
    )
    assert "90" in sheet.words and "师傅很细心" in sheet.words and house.number in sheet.words
    page = house.opens(he, "/performance/pay/").follow("/pay/new/").send("period", period="2026-05")
    line = page.follow("/pay/lines/")
    for text in (
        "6,000.00",
        "4,000.00",
        "2,000.00",
        "90.00%",
        "1,800.00",
        "5,800.00",
        "45",
        "18",
        "17",
        "10",
        zhao.name,
        "师傅很细心",
    ):
        assert text in line.words, text
    own = house.opens(sun, "/performance/my-pay/").follow("/pay/lines/")
    assert "5,800.00" in own.words and "师傅很细心" in own.words


@pytest.mark.req("INT-4", "INT-7", "INT-8", "REQ-1", "REQ-8")
def test_question_on_the_phone_is_answered_at_the_desk_without_a_work_order(
    house: House, company: Unit, phone_channel: Channel, wang: Customer, li: Person, enquiry_type: ServiceType
) -> None:
    page = house.opens(li, "/desk/requests/new/?phone=13800000001")
    assert page.form("subject").fields["contact_name"].value == "王建国"
    page = page.send("subject", subject="取暖费怎么交", service_type=str(enquiry_type.pk))
    house.number = Request.objects.get().number
    assert house.number in page.words and house.request.state == State.APPROVED and house.request.owner == li
    page = page.follow("/completion/").send("result", result="告知三种缴费方式")
    assert page.path.endswith("/feedback/")
    page.send("way", way="phone", text="当场告知", asked_for_opinions="no")
    run_jobs()
    assert house.request.state == State.FED_BACK and not Order.objects.exists()
    house.rates(4, "")
    house.opens(li, house.at_desk).follow("/closure/").send("/closure/")
    assert house.request.state == State.CLOSED


@pytest.mark.req("INT-4", "REQ-9")
def test_urgent_wish_from_a_program_comes_first_in_the_queue(
    house: House, api_channel: Channel, phone_channel: Channel, make_request: Callable[..., Request], li: Person, qian: Person,
    repair_type: ServiceType,
) -> None:  # fmt: skip
    earlier = make_request(service_type=repair_type)
    token = make_token(person=li, by=SYSTEM)
    wish = {
        "subject": "管道爆裂",
        "contact_name": "赵六",
        "contact_phone": "13912345678",
        "service_type": "repair-cold",
        "priority": "urgent",
    }
    headers = {"authorization": f"Bearer {token}", "idempotency-key": "night-42"}
    answers = [
        Client().post("/api/v1/requests", wish, content_type="application/json", headers=headers)
        for _ in range(2)
    ]
    assert [a.status_code for a in answers] == [201, 201] and answers[0].json() == answers[1].json()
    house.number = answers[0].json()["number"]
    assert Request.objects.count() == 2
    page = house.opens(qian, "/desk/reviews/")
    assert page.words.index(house.number) < page.words.index(earlier.number)
    house.approves(qian)
    tracked = visit(Client(), answers[0].json()["tracking_url"])
    assert tracked.status == 200 and house.number in tracked.words
    got = Client().get(f"/api/v1/requests/{house.number}", headers=headers)
    assert got.json()["state"] == "approved"


@pytest.mark.req("REQ-14")
def test_list_from_the_old_system_comes_in_once_and_is_found(
    house: House, company: Unit, li: Person, tmp_path: Path
) -> None:
    from quanfu.cli.import_ import command

    Channel.objects.create(company=company, code="list", kind="import", name="导入")
    (tmp_path / "old.csv").write_text(
        "id,opened,closed,group,what,phone\n1,2026-03-02 09:00,2026-03-03 10:00,报修,漏水,13812345678\n"
        "2,gestern,,报修,漏水,13812345679\n3,2026-05-12 09:00,,报修,管道异响,13812345670\n",
        encoding="utf-8",
    )
    (tmp_path / "map.toml").write_text(
        '[import]\nsource = "old"\nkey = ["id"]\ntime_zone = "Asia/Shanghai"\ncreate_types = true\n[fields]\n'
        'opened_at = "opened"\nclosed_at = {column = "closed"}\nsubject = {template = "{group}: {what}"}\n'
        'contact_name = {value = "未知"}\ncontact_phone = "phone"\ntype_group = "group"\ntype_name = "what"\n',
        encoding="utf-8",
    )
    arguments = [
        "requests",
        str(tmp_path / "old.csv"),
        "--map",
        str(tmp_path / "map.toml"),
        "--company",
        company.code,
    ]
    with translation.override("zh-hans"):  # commands set the language of their process
        for _time in range(2):
            ran = CliRunner().invoke(command, arguments)
            assert ran.exit_code == 1, ran.output  # one row does not fit
    assert Request.objects.count() == 2
    assert "gestern" in (tmp_path / "old.errors.csv").read_text(encoding="utf-8-sig")
    found = house.opens(li, "/desk/requests/?q=13812345670")
    there, other = (Request.objects.get(source_key=key) for key in ("3", "1"))
    assert there.subject in found.words and there.number in found.html
    assert other.subject not in found.words and other.number not in found.html


@pytest.mark.req("REQ-4", "REQ-5", "REQ-6")
def test_refused_wish_is_explained_before_it_is_closed(
    ready: House, company: Unit, qian: Person, repair_type: ServiceType
) -> None:
    house = ready
    house.asks(company.code, body="请把供热温度调到 30 度")
    house.classifies(qian, repair_type)
    silent = house.reviews(qian, reasonable="no", feasible="yes")
    assert silent.status == 422 and "原因" in silent.words + silent.html
    page = house.reviews(qian, reasonable="no", feasible="yes", reason="超出供热标准")
    assert page.path.endswith("/explanation/") and house.request.state == State.REFUSED
    early = house.opens(qian, house.at_desk).follow("/closure/").send("/closure/")
    assert early.status == 422
    page.send("way", way="phone", text="标准是 18 度以上，暂不能调到 30 度")
    assert "标准是 18 度以上" in house.tracks().words
    house.opens(qian, house.at_desk).follow("/closure/").send("/closure/")
    assert house.request.state == State.CLOSED and not Order.objects.exists()


@pytest.mark.req("ASG-8", "ASG-9", "ASG-10")
def test_work_goes_to_somebody_else_only_with_reason_and_leave(
    ready: House,
    company: Unit,
    qian: Person,
    wu: Person,
    sun: Person,
    zhou: Person,
    feng: Person,
    repair_type: ServiceType,
) -> None:
    house = ready
    house.asks(company.code)
    house.classifies(qian, repair_type)
    house.approves(qian)
    house.assigns(wu, sun)
    page = house.opens(sun, house.at_desk).follow("/reassignment/")
    assert page.send("taker", taker=str(zhou.pk)).status == 422
    page.send("taker", taker=str(zhou.pk), reason="手头有急修，赶不上")
    assert house.request.responsible == sun
    page = house.opens(feng, "/desk/reassignments/").follow("/desk/reassignments/")
    wish = house.request.reassignments.get()
    page = house.opens(feng, f"/desk/reassignments/{wish.pk}/").send("remark", approved="yes")
    run_jobs()
    assert house.request.responsible == zhou
    assert all(any(house.number in text for text in told_of(person)) for person in (sun, zhou, wu))
    first, second = Order.objects.order_by("id")
    assert (first.state, second.state, second.responsible) == ("handed_over", "sent", zhou)
    house.works(zhou)
    assert house.request.state == State.DONE


@pytest.mark.req("ASG-12")
def test_wish_of_a_marketing_group_goes_to_its_specialist(
    house: House, company: Unit, station: Unit, phone_channel: Channel, li: Person, specialist: Person
) -> None:
    from quanfu.conftest import make_unit

    group = make_unit(company, "a-m1", "营销一组", "team")
    Tie.objects.create(group=group, specialist=specialist, since=date(2026, 1, 1))
    page = house.opens(li, "/desk/requests/new/")
    page.send(
        "subject", subject="客户要新装", contact_name="刘总", contact_phone="13512345678", group=str(group.pk)
    )
    assert Request.objects.get().responsible == specialist


@pytest.mark.req("ASG-13", "SLA-1", "SLA-2")
def test_order_that_nobody_accepts_climbs_to_the_leader_once(
    ready: House, company: Unit, qian: Person, wu: Person, sun: Person, zhao: Person, repair_type: ServiceType
) -> None:
    house = ready
    house.asks(company.code)
    house.classifies(qian, repair_type)
    house.approves(qian)
    house.assigns(wu, sun)
    clock = Clock.objects.get(request=house.request, target="acceptance")
    assert clock.due_at == local("2026-05-13 11:00")
    before = len(told_of(zhao))
    for hour in ("10:59", "11:00", "11:01", "17:00"):
        with at(local(f"2026-05-13 {hour}")):
            run_clocks.enqueue()
            run_jobs()
    about = [text for text in told_of(zhao)[before:] if "05-13 11:00" in text]
    assert clock.escalations.count() == 1 and clock.escalations.get().to == zhao
    assert len(about) == 1 and house.number in about[0]
    assert house.number in house.opens(zhao, "/sla/clocks/").words
    with at(local("2026-05-13 17:05")):
        house.opens(sun, house.order_path()).send("/acceptance/")
    clock.refresh_from_db()
    assert clock.stopped_at and clock.breached_at
