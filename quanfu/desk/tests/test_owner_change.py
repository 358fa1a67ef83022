"""Who takes a complaint first owns it to the end; another owner needs a superior's leave (CMP-2)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.core.clock import today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.desk.actions.escalated import take_over
from quanfu.desk.actions.owner_change import ask_owner_change, decide_owner_change
from quanfu.desk.actions.request import move
from quanfu.desk.enums import Kind, State
from quanfu.desk.events import REQUEST_APPROVED
from quanfu.desk.models import Complaint, OwnerChange, Request
from quanfu.desk.permissions import COMPLAINT_REPORT_SHOW
from quanfu.desk.queries.case_page import page_of
from quanfu.desk.queries.complaint_report import report_for
from quanfu.org.models import Notification, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(make_request: Callable[..., Request]) -> Complaint:
    """A complaint that li took."""
    return make_request(kind=Kind.COMPLAINT, subject="报修三天没人来").complaint


@pytest.fixture
def wish(case: Complaint, li: Person, wu: Person) -> OwnerChange:
    return ask_owner_change(complaint=case, taker=wu, reason="李静下月调岗", by=li)


@pytest.mark.req("CMP-2")
def test_first_contact_stays_owner_whoever_handles_it_until_it_is_closed(
    case: Complaint, li: Person, sun: Person, zheng: Person, client_of: Callable[[Person], Client]
) -> None:
    """Li took it, Sun handles it: the list names Li as owner; no act but a decision can change that."""
    take_over(request=case.request, person=sun, reason="升级", by=zheng)
    row = client_of(li).get(reverse("desk:complaint.index")).content.decode()
    assert f"{li.name}" in row and sun.name in row
    case.request.refresh_from_db()
    assert (case.request.owner, case.request.responsible) == (li, sun)
    with pytest.raises(Refused):
        move(request=case.request, to=State.APPROVED, by=zheng, event=REQUEST_APPROVED, owner=sun)
    case.request.refresh_from_db()
    assert case.request.owner == li


@pytest.mark.req("CMP-2")
def test_owner_changes_when_a_superior_grants_it_and_the_history_tells_so(
    case: Complaint, li: Person, wu: Person, zheng: Person, client_of: Callable[[Person], Client]
) -> None:
    number = case.request.number
    asked = {"taker": wu.pk, "reason": "李静下月调岗"}
    assert client_of(li).post(reverse("desk:owner_change.create", args=[number]), asked).status_code == 303
    case.request.refresh_from_db()
    assert case.request.owner == li  # asking changes nothing
    wish = OwnerChange.objects.get()
    superior = client_of(zheng)
    assert number in superior.get(reverse("desk:owner_change.index")).content.decode()
    granted = superior.post(reverse("desk:owner_change.update", args=[wish.pk]), {"approved": "yes"})
    assert granted.status_code == 303
    case.request.refresh_from_db()
    assert case.request.owner == wu
    page = superior.get(reverse("desk:complaint.show", args=[number])).content.decode()
    assert (
        "首接负责人变更：李静 → 吴芳" in page
        and "李静下月调岗" in page
        and page_of(case)["owners_changed"] == 1
    )
    assert wu.name in superior.get(reverse("desk:request.show", args=[number])).content.decode()
    assert set(Notification.objects.filter(text__contains="吴芳").values_list("person", flat=True)) >= {
        li.pk,
        wu.pk,
    }
    day = today()
    assert report_for(zheng, COMPLAINT_REPORT_SHOW, day, day)["owners_changed"] == 1


def test_refused_wish_leaves_the_owner_and_says_why(wish: OwnerChange, li: Person, zheng: Person) -> None:
    with pytest.raises(Refused) as refused:
        decide_owner_change(wish=wish, approved=False, by=zheng)
    assert refused.value.field == "remark"
    decide_owner_change(wish=wish, approved=False, remark="首接负责到底", by=zheng)
    wish.complaint.request.refresh_from_db()
    assert wish.complaint.request.owner == li
    assert [line.text for line in page_of(wish.complaint)["lines"]][-1] == "首接负责到底"
    assert page_of(wish.complaint)["owners_changed"] == 0


def test_neither_who_asks_nor_who_gets_it_decides(wish: OwnerChange, li: Person, wu: Person) -> None:
    for person in (li, wu):
        with pytest.raises(Refused):
            decide_owner_change(wish=wish, approved=True, by=person)


def test_one_wish_waits_at_a_time_and_is_decided_once(
    wish: OwnerChange, li: Person, sun: Person, zheng: Person
) -> None:
    with pytest.raises(AlreadyDone):
        ask_owner_change(complaint=wish.complaint, taker=sun, reason="忙", by=li)
    decide_owner_change(wish=wish, approved=True, by=zheng)
    with pytest.raises(AlreadyDone):
        decide_owner_change(wish=wish, approved=True, by=zheng)


def test_whom_a_complaint_is_about_cannot_own_it(case: Complaint, li: Person, sun: Person) -> None:
    case.about = sun
    case.save()
    for taker, reason, field in ((sun, "换人", "taker"), (li, "换人", "taker"), (sun, " ", "reason")):
        with pytest.raises(Refused) as refused:
            ask_owner_change(complaint=case, taker=taker, reason=reason, by=li)
        assert refused.value.field == field
