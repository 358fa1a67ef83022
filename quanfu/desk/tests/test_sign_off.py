"""The end of a shift, and what is open at the end of a day."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from quanfu.core.actions.calendar import install_default_calendar
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at as moved_to
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.testing import assert_query_count_constant
from quanfu.desk.actions.handover import accept_handover
from quanfu.desk.actions.sign_off import Word, answer_leftover, chase_leftovers, find_leftovers, sign_off
from quanfu.desk.enums import HandoverState, State
from quanfu.desk.models import Handover, Leftover, Request, SignOff, SignOffLine, SpecialReason
from quanfu.desk.queries.handover import leftovers_near, leftovers_of
from quanfu.desk.views import special_reason
from quanfu.org.models import Duty, Notification, Person, Unit
from quanfu.ui.crud_tests import CrudTests

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]
HERE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=HERE)


@pytest.fixture
def parts(company: Unit) -> SpecialReason:
    return SpecialReason.objects.create(
        company=company, code="parts", name="等待配件", name_en="Waiting for parts"
    )


@pytest.fixture
def two(ordered: Request, make_request: Make, repair_type: object, sun: Person) -> list[Request]:
    """Two open items of sun."""
    other = make_request(service_type=repair_type)
    Request.objects.filter(pk=other.pk).update(state=State.ORDERED, responsible=sun)
    return [ordered, Request.objects.get(pk=other.pk)]


@pytest.mark.req("EXE-12")
def test_signing_off_with_two_open_items_and_no_handover_is_refused(two: list[Request], sun: Person) -> None:
    with pytest.raises(Refused) as refused:
        sign_off(words={}, by=sun)
    assert two[0].number in str(refused.value.message) or two[1].number in str(refused.value.message)
    assert not SignOff.objects.exists()


@pytest.mark.req("EXE-12")
def test_one_item_said_and_one_not_is_refused_and_nothing_is_written(
    two: list[Request], sun: Person, parts: SpecialReason
) -> None:
    with pytest.raises(Refused):
        sign_off(words={two[0].pk: Word(reason=parts)}, by=sun)
    assert not SignOffLine.objects.exists()


@pytest.mark.req("EXE-12")
def test_signing_off_hands_over_with_the_progress_and_keeps_with_a_reason(
    two: list[Request], sun: Person, zhou: Person, parts: SpecialReason
) -> None:
    first, second = two
    words = {first.pk: Word(taker=zhou, progress="阀门已拆"), second.pk: Word(reason=parts, note="周三到货")}
    sign_off(words=words, by=sun)
    handover = Handover.objects.get()
    assert (handover.taker, handover.progress, handover.state) == (zhou, "阀门已拆", HandoverState.WAITING)
    assert set(SignOffLine.objects.values_list("outcome", flat=True)) == {"handed", "kept"}
    accept_handover(handover=handover, by=zhou)
    assert Request.objects.get(pk=first.pk).responsible == zhou


def test_handing_over_without_the_progress_is_refused_beside_its_item(
    two: list[Request], sun: Person, zhou: Person, parts: SpecialReason
) -> None:
    first, second = two
    with pytest.raises(Refused) as refused:
        sign_off(words={first.pk: Word(taker=zhou), second.pk: Word(reason=parts)}, by=sun)
    assert refused.value.field == f"progress_{first.pk}"
    assert not SignOff.objects.exists()


def test_with_nothing_open_one_signs_off_once_a_shift(sun: Person) -> None:
    sign_off(words={}, by=sun)
    with pytest.raises(AlreadyDone):
        sign_off(words={}, by=sun)


def test_sign_off_belongs_to_the_shift_of_the_roster(sun: Person) -> None:
    start = now() - timedelta(hours=13)
    Duty.objects.create(person=sun, start=start, end=start + timedelta(hours=12))
    assert sign_off(words={}, by=sun).duty_start == start


def test_page_of_my_shift_refuses_and_then_signs_off(
    client_of: Callable[[Person], Client], two: list[Request], sun: Person, zhou: Person, parts: SpecialReason
) -> None:
    client, (first, second) = client_of(sun), two
    page = client.get("/desk/my-shift/").content.decode()
    assert first.number in page and second.number in page
    assert client.post("/desk/my-shift/", {}).status_code == 422
    said = {f"do_{first.pk}": "handed", f"taker_{first.pk}": zhou.pk, f"progress_{first.pk}": "拆了一半", f"do_{second.pk}": "kept"}  # fmt: skip
    assert client.post("/desk/my-shift/", said).status_code == 422
    assert client.post("/desk/my-shift/", said | {f"reason_{second.pk}": parts.pk}).status_code == 303
    assert SignOff.objects.get().person == sun


# the end of the day


@pytest.fixture
def received(make_request: Make) -> Request:
    """Came in on Monday at 10:00, and li answers for it."""
    install_default_calendar(by=SYSTEM)
    request = make_request()
    Request.objects.filter(pk=request.pk).update(opened_at=MONDAY)
    return request


@pytest.mark.req("EXE-11")
def test_item_received_at_ten_and_open_at_day_end_demands_a_reason_or_a_handover(
    received: Request, li: Person, parts: SpecialReason
) -> None:
    evening = MONDAY.replace(hour=18)
    assert find_leftovers(by=SYSTEM, at=MONDAY.replace(hour=17, minute=59)) == 0
    assert find_leftovers(by=SYSTEM, at=evening) == 1
    leftover = leftovers_of(li).get()
    assert Notification.objects.filter(person=li, url="/desk/leftovers/").count() == 1
    with pytest.raises(Refused):
        answer_leftover(leftover=leftover, word=Word(), by=li)
    answer_leftover(leftover=leftover, word=Word(reason=parts), by=li)
    assert not leftovers_of(li).exists()


def test_asking_twice_asks_once(received: Request, li: Person) -> None:
    evening = MONDAY.replace(hour=19)
    assert [find_leftovers(by=SYSTEM, at=evening) for _ in range(2)] == [1, 0]
    assert Leftover.objects.count() == 1


@pytest.mark.parametrize("hour", [17, 21])
def test_what_comes_in_after_the_hour_of_the_rule_is_not_asked_for(received: Request, hour: int) -> None:
    Request.objects.filter(pk=received.pk).update(opened_at=MONDAY.replace(hour=hour))
    assert find_leftovers(by=SYSTEM, at=MONDAY.replace(hour=22)) == 0
    with moved_to(MONDAY):
        set_rule(code="desk.same_day_until", value="21:30", by=SYSTEM)
    assert find_leftovers(by=SYSTEM, at=MONDAY.replace(hour=22)) == 1


def test_hour_of_asking_is_a_setting(received: Request) -> None:
    with moved_to(MONDAY):
        set_rule(code="desk.day_end", value="20:00", by=SYSTEM)
    assert find_leftovers(by=SYSTEM, at=MONDAY.replace(hour=19)) == 0
    assert find_leftovers(by=SYSTEM, at=MONDAY.replace(hour=20)) == 1
    with pytest.raises(Refused):
        set_rule(code="desk.day_end", value="8 o'clock", by=SYSTEM)


def test_on_a_day_without_work_nothing_is_asked(received: Request) -> None:
    sunday = MONDAY - timedelta(days=1)
    Request.objects.filter(pk=received.pk).update(opened_at=sunday)
    assert find_leftovers(by=SYSTEM, at=sunday.replace(hour=19)) == 0


def test_done_items_and_those_wished_for_later_are_not_asked_for(received: Request) -> None:
    Request.objects.filter(pk=received.pk).update(expected_at=MONDAY + timedelta(days=2))
    assert find_leftovers(by=SYSTEM, at=MONDAY.replace(hour=19)) == 0
    Request.objects.filter(pk=received.pk).update(expected_at=None, state=State.DONE)
    assert find_leftovers(by=SYSTEM, at=MONDAY.replace(hour=19)) == 0


@pytest.mark.req("EXE-11")
def test_what_is_not_answered_is_brought_before_the_leader_once(
    received: Request, li: Person, zheng: Person
) -> None:
    find_leftovers(by=SYSTEM, at=MONDAY.replace(hour=19))
    with moved_to(MONDAY + timedelta(days=1)):
        assert [chase_leftovers(by=SYSTEM) for _ in range(2)] == [1, 0]
    assert Notification.objects.filter(person=zheng, url="/desk/leftovers/").count() == 1
    assert leftovers_near(zheng).count() == 1


def test_signing_off_answers_what_was_left_open(ordered: Request, sun: Person, parts: SpecialReason) -> None:
    Leftover.objects.create(request=ordered, person=sun, day=MONDAY.date(), asked_at=now())
    sign_off(words={ordered.pk: Word(reason=parts)}, by=sun)
    assert Leftover.objects.get().reason == parts


def test_pages_of_what_was_left_open(
    client_of: Callable[[Person], Client], received: Request, li: Person, zheng: Person, sun: Person, parts: SpecialReason
) -> None:  # fmt: skip
    find_leftovers(by=SYSTEM, at=MONDAY.replace(hour=19))
    pk = Leftover.objects.get().pk
    assert received.subject in client_of(li).get("/desk/leftovers/").content.decode()
    assert received.subject in client_of(zheng).get("/desk/leftovers/").content.decode()
    assert received.subject not in client_of(sun).get("/desk/leftovers/").content.decode()
    assert client_of(sun).get(f"/desk/leftovers/{pk}/").status_code == 404
    assert client_of(li).post(f"/desk/leftovers/{pk}/", {}).status_code == 422
    assert client_of(li).post(f"/desk/leftovers/{pk}/", {"reason": parts.pk}).status_code == 303


def test_shift_page_asks_the_same_for_many(
    client_of: Callable[[Person], Client], make_request: Make, sun: Person
) -> None:
    def make(count: int) -> None:
        for _n in range(count):
            Request.objects.filter(pk=make_request().pk).update(state=State.ORDERED, responsible=sun)

    make(1)
    client = client_of(sun)
    assert_query_count_constant(lambda: client.get("/desk/my-shift/"), lambda: make(30))


class TestSpecialReasons(CrudTests):
    crud = special_reason.crud

    @pytest.fixture
    def make(self, company: Unit) -> Callable[[int], SpecialReason]:
        return lambda n: SpecialReason.objects.create(company=company, code=f"r{n}", name=f"原因{n}")

    @pytest.fixture
    def valid(self) -> dict[str, str]:
        return {"code": "weather", "name": "恶劣天气", "is_active": "on"}

    @pytest.fixture
    def invalid(self) -> dict[str, str]:
        return {"code": "", "name": ""}
