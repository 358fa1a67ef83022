"""Figures about complaints: hand-offs, rate, retention, weak links."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now, today
from quanfu.core.testing import counted_queries
from quanfu.customers.models import Customer
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import Kind, NoteKind
from quanfu.desk.models import Complaint, Request
from quanfu.desk.permissions import COMPLAINT_REPORT_SHOW
from quanfu.desk.queries.complaint_report import complaint_rate, report_for, retention
from quanfu.desk.queries.figures import Volume
from quanfu.desk.queries.handoff import average_handoffs, handoffs_of
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]


@pytest.mark.req("CMP-20")
def test_four_colleagues_who_spoke_to_the_customer_are_three_hand_offs(
    make_request: Make,
    li: Person,
    qian: Person,
    zheng: Person,
    wu: Person,
    client_of: Callable[[Person], Client],
) -> None:
    request = make_request(kind=Kind.COMPLAINT, by=li)
    for person in (li, qian, zheng, wu, qian):
        add_note(request=request, kind=NoteKind.CALL, text="再说一遍", by=person)
    add_note(request=request, kind=NoteKind.NOTE, text="内部", by=zheng)
    assert handoffs_of(request) == 3
    page = client_of(li).get(f"/desk/complaints/{request.number}/panel/").content.decode()
    assert '<span class="figure">3</span>' in page


@pytest.mark.req("KPI-11")
def test_hand_offs_per_case_of_cases_with_none_one_and_three_are_1_33(
    make_request: Make, li: Person, qian: Person, zheng: Person, wu: Person
) -> None:
    cases = [make_request(by=li) for _ in range(3)]
    for request, people in zip(cases, ([], [qian], [qian, zheng, wu]), strict=True):
        for person in people:
            add_note(request=request, kind=NoteKind.CALL, text="转接", by=person)
    assert [handoffs_of(request) for request in cases] == [0, 1, 3]
    assert average_handoffs(Request.objects.all()) == Decimal("1.33")
    assert average_handoffs(Request.objects.none()) is None


@pytest.mark.req("CMP-15")
def test_three_complaints_among_six_hundred_services_are_half_a_per_cent(
    make_request: Make, zheng: Person
) -> None:
    for number in range(3):
        make_request(kind=Kind.COMPLAINT, subject=f"投诉 {number}")
    model = make_request()
    others = [Request.objects.get(pk=model.pk) for _ in range(596)]
    for number, other in enumerate(others):
        other.pk, other.number = None, f"FW-{number:05}"
    Request.objects.bulk_create(others)
    found = report_for(zheng, COMPLAINT_REPORT_SHOW, today(), today())
    assert (found["volume"], found["rate"]) == (Volume(requests=600, complaints=3), Decimal("0.50"))
    assert complaint_rate(Volume()) is None


def test_period_that_is_shown_stands_in_its_fields(
    zheng: Person, client_of: Callable[[Person], Client]
) -> None:
    page = client_of(zheng).get("/desk/complaints/figures/").content.decode()
    assert f'value="{today() - timedelta(days=365)}"' in page and f'value="{today()}"' in page
    page = (
        client_of(zheng).get("/desk/complaints/figures/?since=2026-03-01&until=2026-03-31").content.decode()
    )
    assert 'value="2026-03-01"' in page and 'value="2026-03-31"' in page


def solved(make: Make, company: Unit, n: int, outcome: str, back: bool) -> None:
    customer = Customer.objects.create(
        company=company, name=f"客户{outcome}{n}", phone=f"1380000{n:04}", created_at=now()
    )
    case = make(kind=Kind.COMPLAINT, customer=customer, contact_phone=customer.phone).complaint
    Complaint.objects.filter(pk=case.pk).update(outcome=outcome, solved_at=now() - timedelta(days=10))
    Request.objects.filter(pk=case.request.pk).update(opened_at=now() - timedelta(days=12))
    if back:
        make(customer=customer, contact_phone=customer.phone)


@pytest.mark.req("CMP-14")
def test_own_rates_stand_beside_0_54_and_82(
    make_request: Make, company: Unit, zheng: Person, client_of: Callable[[Person], Client]
) -> None:
    for n in range(4):
        solved(make_request, company, n, "quick", back=n != 3)
    for n in range(4, 6):
        solved(make_request, company, n, "basic", back=n == 4)
    solved(make_request, company, 6, "unsolved", back=False)
    found = retention(zheng.scope(COMPLAINT_REPORT_SHOW), now() - timedelta(days=30), now())
    assert [(k.outcome, k.share, k.reference) for k in found] == [
        ("unsolved", Decimal(0), 0), ("basic", Decimal(50), 54), ("quick", Decimal(75), 82),
    ]  # fmt: skip
    page = client_of(zheng).get("/desk/complaints/figures/").content.decode()
    assert all(f">{value}<" in page for value in ("54", "82", "50", "75"))


def test_who_comes_back_too_late_is_not_kept_and_references_are_rules(
    make_request: Make, company: Unit, zheng: Person
) -> None:
    solved(make_request, company, 1, "quick", back=True)
    for code, value in (
        ("desk.retention_days", 5),
        ("desk.retention_quick", 90),
        ("desk.retention_basic", 60),
        ("desk.retention_unsolved", 1),
    ):
        set_rule(code=code, value=value, by=SYSTEM)
    found = retention(zheng.scope(COMPLAINT_REPORT_SHOW), now() - timedelta(days=30), now())
    assert [k.reference for k in found] == [1, 60, 90] and found[2].back == 0


@pytest.mark.parametrize("path", ["/desk/complaints/", "/desk/complaints/board/"])
def test_list_and_board_ask_as_often_for_thirty_complaints_as_for_one(
    make_request: Make, zheng: Person, client_of: Callable[[Person], Client], path: str
) -> None:
    client, counts = client_of(zheng), []
    for more in (1, 29):
        for _ in range(more):
            make_request(kind=Kind.COMPLAINT)
        client.get(path)
        with counted_queries() as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
