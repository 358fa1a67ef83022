"""Complaints across contexts: clocks around the clock, climbing, and the survey about the handling."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from quanfu.channels.models import Channel
from quanfu.core import clock
from quanfu.core.actor import SYSTEM
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.referral import refer_request
from quanfu.desk.enums import Kind, NoteKind
from quanfu.desk.jobs import climb
from quanfu.desk.models import Complaint, Request
from quanfu.desk.queries.request import tracking_path
from quanfu.org.models import Notification, Person, Unit
from quanfu.sla.actions.breach import ring_clocks
from quanfu.sla.actions.policy import equip_with_policies
from quanfu.sla.models import Clock
from quanfu.surveys.models import Invitation

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., Request]
FRIDAY_18 = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # 18:00 in Beijing


@pytest.mark.req("CMP-3")
@pytest.mark.parametrize(("minutes", "late"), [(24 * 60 - 1, False), (24 * 60 + 1, True)])
def test_a_complaint_of_friday_evening_is_answered_by_saturday_evening(
    make_request: Make, company: Unit, li: Person, minutes: int, late: bool
) -> None:
    with clock.at(FRIDAY_18 - timedelta(days=1)):
        equip_with_policies(company=company, by=SYSTEM)
    with clock.at(FRIDAY_18):
        request = make_request(kind=Kind.COMPLAINT)
    answered = FRIDAY_18 + timedelta(minutes=minutes)
    with clock.at(answered):
        ring_clocks()
        add_note(request=request, kind=NoteKind.CALL, text="已核实，今晚上门", by=li)
    found = Clock.objects.get(request=request, target="contact")
    assert found.is_late(answered) is late and (found.breached_at is not None) is late


@pytest.mark.req("CMP-3")
def test_without_a_reply_it_is_breached_after_a_day_though_it_was_acknowledged(
    company: Unit, portal_channel: Channel, zheng: Person
) -> None:
    with clock.at(FRIDAY_18 - timedelta(days=1)):
        equip_with_policies(company=company, by=SYSTEM)
    typed = {"body": "没人来", "contact_name": "王", "contact_phone": "13800000001", "nonce": "n"}
    with clock.at(FRIDAY_18):
        Client().post(f"/c/{company.code}/complain/", typed)
        assert Complaint.objects.get().acknowledgements.exists()
    with clock.at(FRIDAY_18 + timedelta(hours=24)):
        ring_clocks()
    assert Clock.objects.get(target="contact").breached_at is not None


@pytest.mark.req("CMP-13")
def test_a_complaint_climbs_through_department_station_and_company(
    make_request: Make,
    company: Unit,
    station: Unit,
    team: Unit,
    li: Person,
    sun: Person,
    zhao: Person,
    zheng: Person,
) -> None:
    """Department's limit of 4 h passes twice: the head above owns it each time, and all concerned have a message."""
    team.head = sun
    team.save(update_fields=["head"])
    start = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
    with clock.at(start):
        request = make_request(kind=Kind.COMPLAINT, by=li)
        refer_request(request=request, unit=team, step="上门处理", by=li)
    owners = []
    for hours in (3, 4, 5, 8, 9):
        with clock.at(start + timedelta(hours=hours, seconds=1)):
            climb.enqueue()
            run_jobs()
        request.refresh_from_db()
        owners.append(request.responsible)
    assert owners == [sun, zhao, zhao, zheng, zheng] and request.owner == li
    told = Notification.objects.filter(text__contains=request.number, url__startswith="/desk/referrals/")
    assert {"li", "sun", "zhao", "zheng"} <= set(told.values_list("person__login", flat=True))


def test_the_handling_itself_is_rated_by_its_own_questions(
    make_request: Make, li: Person, enquiry_type: object, client_of: Callable[[Person], Client]
) -> None:
    request = make_request(kind=Kind.COMPLAINT, by=li)
    browser, base = client_of(li), f"/desk/complaints/{request.number}"
    for act, given in (
        ("acknowledgement", {"way": "phone", "procedure": "核实后答复", "expected_at": "2099-01-01T09:00"}),
        (
            "assessment",
            {
                "service_type": enquiry_type.pk,
                "severity": "minor",
                "complexity": 1,
                "impact": 1,
                "urgency": 1,
            },
        ),  # type: ignore[attr-defined]
        ("finding", {"text": "派单漏看", "is_confirmed": "yes", "cause": "delay"}),
        ("remedy", {"kind": "none", "text": "客户不要补偿"}),
        ("decision", {"text": "当日上门", "is_solved": "yes", "way": "phone"}),
    ):
        assert browser.post(f"{base}/{act}/", given).status_code == 303, act
    run_jobs()
    asked = Invitation.objects.get(request=request)
    assert asked.questionnaire.code == "complaint"
    page = Client().get(tracking_path(request)).content.decode()
    assert "/rate/" in page


def test_what_runs_out_stands_in_the_list_on_the_board_and_in_the_case(
    make_request: Make, company: Unit, zheng: Person, client_of: Callable[[Person], Client]
) -> None:
    with clock.at(FRIDAY_18 - timedelta(days=1)):
        equip_with_policies(company=company, by=SYSTEM)
    with clock.at(FRIDAY_18):
        request = make_request(kind=Kind.COMPLAINT)
    with clock.at(FRIDAY_18 + timedelta(hours=25)):
        for path in ("/desk/complaints/", "/desk/complaints/board/"):
            assert "sla--late" in client_of(zheng).get(path).content.decode(), path
        page = client_of(zheng).get(f"/desk/complaints/{request.number}/").content.decode()
        panel = f"/sla/requests/{request.number}/clocks/"
        assert panel in page
        assert "sla--late" in client_of(zheng).get(panel).content.decode()
