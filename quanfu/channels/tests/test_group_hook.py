from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from quanfu.channels.actions.group_hook import GroupError, deliver, save_group_hook
from quanfu.channels.adapters.robot_sign import dingtalk_sign, feishu_sign
from quanfu.channels.enums import HookEvent, HookKind
from quanfu.channels.models import GroupHook
from quanfu.channels.tests.robot import Robot, robot
from quanfu.channels.views import group_hook
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.core.models import Job, JournalEntry
from quanfu.core.testing import run_jobs
from quanfu.desk.models import Request, ServiceType
from quanfu.org.models import Person, Unit
from quanfu.ui.crud_tests import CrudTests

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]


@pytest.fixture
def bot() -> Iterator[Robot]:
    with robot() as server:
        yield server


@pytest.fixture
def make_hook(company: Unit, zheng: Person, bot: Robot) -> Callable[..., GroupHook]:
    def make(**columns: Any) -> GroupHook:
        values = {
            "kind": HookKind.WECOM,
            "name": "维修群",
            "url": bot.url,
            "events": [HookEvent.OPENED],
            "is_active": True,
        }
        return save_group_hook(instance=None, company=company, by=zheng, **values | columns)

    return make


@pytest.mark.req("COL-2")
def test_group_gets_a_message_without_personal_data_when_a_state_changes(
    make_hook: Callable[..., GroupHook], make_request: Make, bot: Robot
) -> None:
    make_hook()
    request = make_request()
    run_jobs()
    (said,) = bot.said
    text = said["text"]["content"]
    assert said["msgtype"] == "text" and request.number in text and "已登记" in text
    personal = (
        request.contact_name,
        request.contact_phone,
        request.contact_email,
        request.subject,
        request.body,
    )
    assert not [value for value in personal if value and value in text]
    assert GroupHook.objects.get().sent_at


def test_only_chosen_events_of_ones_own_company_are_told(
    make_hook: Callable[..., GroupHook], make_request: Make, bot: Robot, other_company: Unit, zheng: Person
) -> None:
    make_hook(events=[HookEvent.CLOSED])
    save_group_hook(
        instance=None, company=other_company, by=zheng, kind="wecom", name="别人的群", url=bot.url, events=[HookEvent.OPENED], is_active=True,
    )  # fmt: skip
    make_request()
    run_jobs()
    assert not bot.said


def test_group_out_of_use_is_told_nothing(
    make_hook: Callable[..., GroupHook], make_request: Make, bot: Robot
) -> None:
    make_hook(is_active=False)
    make_request()
    assert run_jobs() == 0 and not bot.said


def test_how_long_a_robot_may_take_is_set(make_hook: Callable[..., GroupHook], bot: Robot) -> None:
    hook, bot.thinks = make_hook(), 1.5
    deliver(hook_id=hook.pk, text="好", by=SYSTEM)
    assert GroupHook.objects.get().sent_at
    set_rule(code="channels.group_seconds", value=1, by=SYSTEM)
    with pytest.raises(GroupError):
        deliver(hook_id=hook.pk, text="好", by=SYSTEM)


@pytest.mark.parametrize(
    ("kind", "payload"),
    [("dingtalk", {"msgtype": "text", "text": {"content": "好"}}), ("feishu", {"msg_type": "text", "content": {"text": "好"}})],
)  # fmt: skip
def test_each_robot_is_spoken_to_in_its_own_way(
    make_hook: Callable[..., GroupHook], bot: Robot, kind: str, payload: dict[str, Any]
) -> None:
    deliver(hook_id=make_hook(kind=kind).pk, text="好", by=SYSTEM)
    assert bot.said == [payload]


@pytest.mark.req("COL-2")
def test_robots_of_dingtalk_and_feishu_get_the_signature_they_want(
    make_hook: Callable[..., GroupHook], bot: Robot
) -> None:
    deliver(hook_id=make_hook(kind="dingtalk", secret="SEC1").pk, text="好", by=SYSTEM)
    query = parse_qs(urlsplit(bot.paths[-1]).query)
    assert query["key"] == ["secret"] and query["sign"] == [dingtalk_sign("SEC1", query["timestamp"][0])]
    hook = make_hook(kind="feishu", secret="feishu-secret")
    deliver(hook_id=hook.pk, text="好", by=SYSTEM)
    assert bot.said[-1]["sign"] == feishu_sign("feishu-secret", bot.said[-1]["timestamp"])
    assert "feishu-secret" not in hook.sealed and "feishu-secret" not in str(
        JournalEntry.objects.values_list("changes", "data")
    )


def test_a_secret_stays_until_it_is_taken_away(
    make_hook: Callable[..., GroupHook], zheng: Person, bot: Robot
) -> None:
    hook = make_hook(kind="feishu", secret="feishu-secret")
    values = {
        "company": hook.company,
        "kind": "feishu",
        "name": "群",
        "url": bot.url,
        "events": hook.events,
        "is_active": True,
    }
    assert save_group_hook(instance=hook, by=zheng, **values).sealed
    assert not save_group_hook(instance=hook, by=zheng, unsigned=True, **values).sealed
    with pytest.raises(Refused) as refused:
        save_group_hook(instance=hook, by=zheng, secret="s", **values | {"kind": "wecom"})
    assert refused.value.field == "secret"


@pytest.mark.parametrize(
    ("answer", "error"),
    [((500, {}), "HTTP 500"), ((302, {}), "HTTP 302"), ((200, {"errcode": 93000, "errmsg": "invalid key"}), "invalid key"),
     ((200, {"code": 19024, "msg": "Key Words Not Found"}), "Key Words Not Found")],
)  # fmt: skip
def test_what_the_robot_refuses_is_tried_again_and_its_words_are_kept(
    make_hook: Callable[..., GroupHook], bot: Robot, answer: tuple[int, Any], error: str
) -> None:
    hook = make_hook()
    bot.answers = [answer, (200, {"errcode": 0})]
    with pytest.raises(GroupError, match=error):
        deliver(hook_id=hook.pk, text="好", by=SYSTEM)
    hook.refresh_from_db()
    assert hook.error == error and hook.sent_at is None
    deliver(hook_id=hook.pk, text="好", by=SYSTEM)  # the job's next attempt
    hook.refresh_from_db()
    assert hook.error == "" and hook.sent_at and len(bot.said) == 2


def test_a_robot_that_is_away_stops_nobody(
    make_hook: Callable[..., GroupHook], make_request: Make, enquiry_type: ServiceType
) -> None:
    make_hook(url="http://127.0.0.1:9/")
    make_request(service_type=enquiry_type)
    assert Job.objects.filter(path__endswith="deliver_to_group").exists()
    with pytest.raises(GroupError):
        deliver(hook_id=GroupHook.objects.get().pk, text="好", by=SYSTEM)


def test_test_message_arrives_or_says_why_not(
    client_of: Callable[[Person], Client], make_hook: Callable[..., GroupHook], bot: Robot, zheng: Person
) -> None:
    url = f"/channels/groups/{make_hook().pk}/test/"
    assert client_of(zheng).post(url).status_code == 303 and len(bot.said) == 1
    bot.answers = [(200, {"errcode": 93000, "errmsg": "invalid key"})]
    page = client_of(zheng).post(url)
    assert page.status_code == 422 and "invalid key" in page.content.decode()


def test_key_of_the_robot_stays_out_of_the_journal(make_hook: Callable[..., GroupHook], bot: Robot) -> None:
    make_hook()
    entry = JournalEntry.objects.get(event="channels.group_hook.saved")
    assert bot.url not in str(entry.changes) + str(entry.data)


def test_address_that_is_none_is_refused(make_hook: Callable[..., GroupHook]) -> None:
    with pytest.raises(Refused):
        make_hook(url="ftp://127.0.0.1/")


class TestGroupHooks(CrudTests):
    crud = group_hook.crud

    @pytest.fixture
    def forbidden(self, li: Person) -> Person:
        return li

    @pytest.fixture
    def make(self, company: Unit) -> Callable[[int], GroupHook]:
        return lambda n: GroupHook.objects.create(
            company=company, name=f"群{n}", url="https://robot.example/"
        )

    @pytest.fixture
    def valid(self) -> dict[str, Any]:
        return {"kind": "wecom", "name": "维修群", "url": "https://robot.example/?key=1", "events": ["desk.request.opened"], "is_active": "on"}  # fmt: skip

    @pytest.fixture
    def invalid(self) -> dict[str, Any]:
        return {"kind": "wecom", "name": "", "url": "https://robot.example/"}
