from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.core.clock import at
from quanfu.core.testing import assert_query_count_constant, run_jobs
from quanfu.desk.models import Hold, Request
from quanfu.org.models import Person, Unit
from quanfu.sla.actions.policy import save_policy
from quanfu.sla.enums import Target
from quanfu.sla.models import Clock, Extension, Policy

from .conftest import local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
Browser = Callable[[Person], Client]


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, response.content[:500]
    return response.content.decode()


GIVEN = {
    "name": "重点客户报修", "kinds": ["repair"], "grades": ["A"], "contact_amount": "2", "contact_measure": "wall_hours", "contact_at_most": "on",
    "completion_amount": "1", "completion_measure": "days", "completion_pauses": ["customer", "parts"],
    "l0_action": "tell", "l0_minutes": "0", "l0_to": "head", "l1_action": "hand", "l1_minutes": "60", "l1_to": "above", "l1_hours": "on",
    "apply_to_open": "no",
}  # fmt: skip


def test_editor_saves_what_its_fields_say(zheng: Person, client_of: Browser) -> None:
    client = client_of(zheng)
    assert client.post(reverse("sla:policy.create"), GIVEN).status_code == 303
    made = Policy.objects.get()
    assert made.conditions == {"kinds": ["repair"], "grades": ["A"]}
    assert made.limits["contact"] == {"minutes": 120, "days": 0, "around_the_clock": True, "at_most": True, "pauses": []}  # fmt: skip
    assert made.limits["completion"] == {"minutes": 0, "days": 1, "around_the_clock": False, "at_most": False, "pauses": ["customer", "parts"]}  # fmt: skip
    assert [(lv["action"], lv["minutes"], lv["to"], lv["hours"]) for lv in made.levels] == [
        ("tell", 0, "head", False), ("hand", 60, "above", True),
    ]  # fmt: skip
    shown = page(client, "sla:policy.index")
    for word in ("重点客户报修", "2 小时（全天候）", "工作日", "等待配件"):
        assert word in shown, word


def test_editor_shows_a_saved_policy_and_writes_the_next_version(zheng: Person, client_of: Browser) -> None:
    client = client_of(zheng)
    client.post(reverse("sla:policy.create"), GIVEN)
    line = Policy.objects.get().line
    shown = page(client, "sla:policy.update", line)
    assert 'value="重点客户报修"' in shown
    client.post(reverse("sla:policy.update", args=[line]), GIVEN | {"contact_amount": "3"})
    assert [(p.version, p.limits["contact"]["minutes"]) for p in Policy.objects.order_by("version")] == [(1, 120), (2, 180)]  # fmt: skip


def test_change_must_say_whether_it_applies_to_open_requests(zheng: Person, client_of: Browser) -> None:
    given = {k: v for k, v in GIVEN.items() if k != "apply_to_open"}
    assert client_of(zheng).post(reverse("sla:policy.create"), given).status_code == 422
    assert not Policy.objects.exists()


def test_policy_without_a_limit_is_refused_on_its_page(zheng: Person, client_of: Browser) -> None:
    given = {"name": "空", "apply_to_open": "no"}
    response = client_of(zheng).post(reverse("sla:policy.create"), given)
    assert response.status_code == 422
    assert "请至少设置一项时限" in response.content.decode()


def test_up_and_down_change_the_order(zheng: Person, company: Unit, client_of: Browser) -> None:
    for name in ("甲", "乙"):
        save_policy(policy=None, company=company, name=name, conditions={}, limits={"contact": {"minutes": 9}}, by=zheng)  # fmt: skip
    client_of(zheng).post(reverse("sla:policy_order.create", args=[2]), {"up": "1"})
    assert [p.name for p in Policy.objects.filter(until=None).order_by("position")] == ["乙", "甲"]


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "立即"), (45, "45 分钟后"), (90, "90 分钟后"), (240, "4 小时后")]
)
def test_list_says_when_a_level_comes_in_hours_where_they_are_whole(
    minutes: int, words: str, zheng: Person, client_of: Browser
) -> None:
    client_of(zheng).post(reverse("sla:policy.create"), GIVEN | {"l1_minutes": str(minutes), "l1_hours": ""})
    assert words in page(client_of(zheng), "sla:policy.index")


def test_deleted_policy_leaves_the_list(zheng: Person, company: Unit, client_of: Browser) -> None:
    save_policy(policy=None, company=company, name="甲", conditions={}, limits={"contact": {"minutes": 9}}, by=zheng)  # fmt: skip
    client_of(zheng).post(reverse("sla:policy.delete", args=[1]), {"apply_to_open": "no"})
    assert "甲" not in page(client_of(zheng), "sla:policy.index").split("policies")[-1]
    assert Policy.objects.get().until is not None


def test_progress_of_a_recomputation_is_shown(zheng: Person, opened: Request, client_of: Browser) -> None:
    run_jobs()
    client = client_of(zheng)
    client.post(reverse("sla:policy.create"), GIVEN | {"kinds": [], "grades": [], "apply_to_open": "yes"})
    assert "正在为未结需求重算时限：重点客户报修" in page(client, "sla:policy.index")
    run_jobs()
    assert "未结需求已按新时限：重点客户报修" in page(client, "sla:policy.index")
    assert "重点客户报修" in page(client, "sla:recomputation.index")


def test_trial_tells_which_policy_and_why_or_why_not(
    zheng: Person, company: Unit, client_of: Browser
) -> None:
    save_policy(policy=None, company=company, name="甲类报修", conditions={"grades": ["A"], "kinds": ["repair"]}, limits={"contact": {"minutes": 20}}, by=zheng)  # fmt: skip
    client = client_of(zheng)
    fits = page(client, "sla:trial.show", kind="repair", grade="A")
    assert "策略 1“甲类报修”，因为A 类客户且报修：20 工作分钟" in fits
    other = page(client, "sla:trial.show", kind="repair", grade="B")
    assert "不符合" in other and "客户等级" in other


def test_trial_of_a_request_that_is_there(zheng: Person, opened: Request, client_of: Browser) -> None:
    assert "60 工作分钟" in page(client_of(zheng), "sla:trial.show", number=opened.number)
    assert "没有这条需求" in page(client_of(zheng), "sla:trial.show", number="FW-1")


def test_list_costs_the_same_for_one_and_for_many(zheng: Person, company: Unit, client_of: Browser) -> None:
    client = client_of(zheng)

    def grow() -> None:
        for number in range(6):
            save_policy(policy=None, company=company, name=f"第 {number}", conditions={"kinds": ["repair"]}, limits={"contact": {"minutes": 9}},
                        levels=[{"minutes": 0, "action": "tell", "to": "person", "person": zheng.pk}], by=zheng)  # fmt: skip

    grow()
    assert_query_count_constant(lambda: page(client, "sla:policy.index"), grow)


def test_panel_tells_every_instant(
    assigned: Request, sun: Person, zhao: Person, li: Person, client_of: Browser
) -> None:
    from quanfu.desk.actions.hold import begin_hold
    from quanfu.sla.actions.breach import ring_clocks
    from quanfu.sla.actions.extension import ask_extension, decide_extension

    with at(local("2026-11-20 14:00")):
        ring_clocks()
        completion = Clock.objects.get(target=Target.COMPLETION)
        wish = ask_extension(clock=completion, minutes=60, reason="配件在路上", by=sun)
        decide_extension(extension=wish, approved=True, by=zhao)
        begin_hold(request=Request.objects.get(pk=assigned.pk), waits_for="parts", by=sun)
        shown = page(client_of(li), "sla:clock.panel", assigned.number)
    for word in ("开始；通用规则", "超时", "第 1 级：赵强", "延期：2026-11-25 10:00 → 2026-11-25 11:00", "暂停：等待配件", "等待配件；该时限继续计时", "办公", "原应到期"):  # fmt: skip
        assert word in shown, word


def test_hold_and_extension_by_their_pages(
    assigned: Request, sun: Person, zhao: Person, client_of: Browser
) -> None:
    number = assigned.number
    with at(local("2026-11-20 14:00")):
        engineer, leader = client_of(sun), client_of(zhao)
        answer = engineer.post(
            reverse("desk:hold.create", args=[number]), {"waits_for": "parts", "text": "缺阀芯"}
        )
        assert answer.status_code == 303
        assert "缺阀芯" in page(engineer, "desk:hold.panel", number)
        engineer.post(reverse("desk:hold.delete", args=[number]))
        assert Hold.objects.get().ended_at
        clock = Clock.objects.get(target=Target.COMPLETION)
        engineer.post(
            reverse("sla:extension.create", args=[number]),
            {"clock": clock.pk, "minutes": "60", "reason": "路远"},
        )
        assert number in page(leader, "sla:extension.index")
        wish = Extension.objects.get()
        leader.post(reverse("sla:extension.update", args=[wish.pk]), {"approved": "yes"})
    wish.refresh_from_db()
    assert wish.approved
