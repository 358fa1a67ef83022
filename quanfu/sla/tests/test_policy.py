from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from quanfu.channels.models import Channel
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.testing import counted_queries, run_jobs
from quanfu.customers.models import Customer
from quanfu.desk.actions.classification import classify_request
from quanfu.desk.models import Request, ServiceType
from quanfu.org.models import Person, Unit
from quanfu.sla.actions.breach import ring_clocks
from quanfu.sla.actions.clock import start_clocks
from quanfu.sla.actions.policy import delete_policy, equip_with_policies, move_policy, save_policy
from quanfu.sla.enums import Target
from quanfu.sla.models import Clock, Policy, Recomputation
from quanfu.sla.queries.limit import reason_of

from .conftest import local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
Make = Callable[..., Request]
Save = Callable[..., Policy]


@pytest.fixture
def policy(company: Unit, zheng: Person) -> Save:
    """policy("name", limits, **conditions): written a week before the story."""

    def save(
        name: str, limits: dict[str, Any], levels: Any = (), remind: int | None = None, **conditions: Any
    ) -> Policy:
        with at(local("2026-11-13 10:00")):
            return save_policy(
                policy=None, company=company, name=name, conditions=conditions, limits=limits, levels=levels, remind_percent=remind, by=zheng,
            )  # fmt: skip

    return save


def contact(request: Request) -> Clock:
    return Clock.objects.get(request=request, target=Target.CONTACT)


def opened(make_request: Make, **kw: Any) -> Request:
    with at(local("2026-11-20 10:00")):
        return make_request(**kw)


HALF = {"contact": {"minutes": 30}}


@pytest.mark.parametrize(
    "field", ["kinds", "grades", "priorities", "charges", "channels", "types", "groups", "units", "above"]
)
def test_each_condition_lets_in_what_has_it_and_nothing_else(
    field: str,
    policy: Save,
    make_request: Make,
    repair_type: ServiceType,
    enquiry_type: ServiceType,
    wang: Customer,
    phone_channel: Channel,
    portal_channel: Channel,
    station: Unit,
    team: Unit,
    front: Unit,
) -> None:
    Customer.objects.filter(pk=wang.pk).update(grade="A")
    wang.refresh_from_db()
    ServiceType.objects.filter(pk=enquiry_type.pk).update(charge="paid")
    enquiry_type.refresh_from_db()
    conditions: dict[str, dict[str, list[Any]]] = {
        "kinds": {"kinds": ["repair"]}, "grades": {"grades": ["A"]}, "priorities": {"priorities": [1]}, "charges": {"charges": ["paid"]},
        "channels": {"channels": [portal_channel.pk]}, "types": {"types": [repair_type.pk]}, "groups": {"types": [repair_type.parent_id]},
        "units": {"units": [team.pk]}, "above": {"units": [station.pk]},
    }  # fmt: skip
    fitting: dict[str, dict[str, Any]] = {
        "kinds": {"kind": "repair"}, "grades": {}, "priorities": {"priority": 1}, "charges": {"service_type": enquiry_type},
        "channels": {"channel": portal_channel}, "types": {"service_type": repair_type}, "groups": {"service_type": repair_type},
        "units": {"unit": team}, "above": {"unit": team},
    }  # fmt: skip
    other = Customer.objects.create(company=wang.company, name="李", phone="13800000088", created_at=wang.created_at)  # fmt: skip
    made = policy("只此", HALF, **conditions[field])
    assert contact(opened(make_request, **fitting[field])).policy_id == made.pk
    assert contact(opened(make_request, customer=other, kind="visit", unit=front)).policy_id is None


def test_first_line_that_sets_the_target_wins(policy: Save, make_request: Make) -> None:
    policy("只管完工", {"completion": {"minutes": 600}})
    second = policy("第二条", HALF)
    policy("第三条", {"contact": {"minutes": 5}})
    request = opened(make_request)
    assert (contact(request).policy_id, contact(request).minutes) == (second.pk, 30)
    assert Clock.objects.get(request=request, target=Target.COMPLETION).minutes == 600


@pytest.mark.parametrize(
    ("spec", "due"),
    [
        ({"minutes": 90}, "2026-11-20 11:30"),
        ({"days": 2}, "2026-11-24 10:00"),
        ({"minutes": 1440, "around_the_clock": True}, "2026-11-21 10:00"),
        ({"minutes": 1440, "around_the_clock": True, "at_most": True}, "2026-11-20 11:00"),
        ({"minutes": 30, "at_most": True}, "2026-11-20 10:30"),
    ],
)
def test_each_setting_of_a_limit_has_its_effect(
    policy: Save, make_request: Make, spec: dict[str, Any], due: str
) -> None:
    policy("时限", {"contact": spec})
    assert contact(opened(make_request)).due_at == local(due)


def test_reminder_follows_the_policy(policy: Save, make_request: Make) -> None:
    policy("提前", {"contact": {"minutes": 60}}, remind=50)
    assert contact(opened(make_request)).next_at == local("2026-11-20 10:30")


def test_reason_names_place_name_and_conditions(policy: Save, make_request: Make, wang: Customer) -> None:
    Customer.objects.filter(pk=wang.pk).update(grade="A")
    wang.refresh_from_db()
    policy("别的", HALF, kinds=["visit"])
    policy("重点客户报修", HALF, grades=["A"], kinds=["repair"])
    clock = contact(opened(make_request, kind="repair", customer=wang))
    with translation.override("en"):
        assert reason_of(clock) == "policy 2 “重点客户报修”, because class A and Repair: 30 working minutes"


def test_matching_costs_no_statement(policy: Save, make_request: Make, wang: Customer) -> None:
    for number in range(20):
        policy(f"第 {number}", HALF, kinds=["visit"], grades=["B"], units=[wang.company_id])
    request = opened(make_request)
    Clock.objects.all().delete()
    request = Request.objects.select_related("unit", "customer", "service_type").get(pk=request.pk)
    start_clocks(request=request, by=SYSTEM)
    Clock.objects.all().delete()
    with counted_queries() as seen:
        start_clocks(request=request, by=SYSTEM)
    assert len([sql for sql in seen if sql.startswith("SELECT")]) <= 1, (
        seen
    )  # the calendar of the units above


def test_change_leaves_running_clocks_and_counts_for_new_ones(
    policy: Save, make_request: Make, zheng: Person, li: Person, repair_type: ServiceType
) -> None:
    first = policy("报修", HALF)
    request = opened(make_request)
    with at(local("2026-11-20 10:05")):
        second = save_policy(policy=first, name="报修", conditions={}, limits={"contact": {"minutes": 20}}, by=zheng)  # fmt: skip
        assert (second.version, second.line) == (2, first.line)
        later = make_request()
    Clock.objects.filter(request=later, target=Target.CONTACT).get(policy=second, minutes=20)
    with at(local("2026-11-20 10:06")):  # even when something else about the request changes
        start = contact(request)
        request.priority = 2
        from quanfu.sla.actions.clock import restart_clocks

        restart_clocks(request=request, by=SYSTEM)
    assert (contact(request).policy_id, contact(request).due_at) == (first.pk, start.due_at)


def test_change_that_applies_to_open_ones_recomputes_them_in_the_background(
    policy: Save, make_request: Make, zheng: Person
) -> None:
    first = policy("报修", HALF)
    request = opened(make_request)
    with at(local("2026-11-20 10:05")):
        save_policy(policy=first, name="报修", conditions={}, limits={"contact": {"minutes": 20}}, by=zheng, apply_to_open=True)  # fmt: skip
        run_jobs()
    assert contact(request).due_at == local("2026-11-20 10:20")
    request.refresh_from_db()
    assert request.due_at == local("2026-11-20 10:20")
    run = Recomputation.objects.get(reason="报修")
    assert (run.state, run.done, run.total, run.changed) == ("done", 2, 2, 1)


def test_same_words_again_make_no_version(policy: Save, zheng: Person) -> None:
    first = policy("报修", HALF)
    assert save_policy(policy=first, name="报修", conditions={}, limits=first.limits, by=zheng).pk == first.pk


def test_stale_version_is_refused_calmly(policy: Save, zheng: Person) -> None:
    first = policy("报修", HALF)
    save_policy(policy=first, name="报修一", conditions={}, limits=HALF, by=zheng)
    with pytest.raises(AlreadyDone):
        save_policy(policy=first, name="报修二", conditions={}, limits=HALF, by=zheng)


def test_moving_up_changes_who_wins(policy: Save, make_request: Make, zheng: Person) -> None:
    policy("甲", {"contact": {"minutes": 10}})
    second = policy("乙", {"contact": {"minutes": 20}})
    with at(local("2026-11-16 10:00")):
        move_policy(policy=second, up=True, by=zheng)
    assert contact(opened(make_request)).minutes == 20


def test_deleted_line_no_longer_counts_and_old_clocks_keep_their_words(
    policy: Save, make_request: Make, zheng: Person
) -> None:
    line = policy("甲", {"contact": {"minutes": 10}})
    before = opened(make_request)
    with at(local("2026-11-20 10:01")):
        delete_policy(policy=line, by=zheng)
        after = make_request()
    assert (contact(before).minutes, contact(after).minutes) == (10, 60)
    assert "甲" in reason_of(contact(before))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"limits": {}},
        {"limits": {"contact": {"minutes": 0}}},
        {"limits": {"lunch": {"minutes": 5}}},
        {"limits": {"contact": {"minutes": 10**9}}},
        {"limits": {"contact": {"days": 1, "around_the_clock": True}}},
        {"levels": [{"minutes": 0, "action": "shout", "to": "head"}]},
        {"levels": [{"minutes": -1, "action": "tell", "to": "head"}]},
        {"levels": [{"minutes": 0, "action": "tell", "to": "role"}]},
        {"levels": [{"minutes": 0, "action": "tell", "to": "person"}]},
    ],
    ids=repr,
)
def test_what_cannot_be_is_refused(company: Unit, zheng: Person, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        save_policy(**{"policy": None, "company": company, "name": "x", "conditions": {}, "limits": HALF, "by": zheng} | wrong)  # fmt: skip


def test_moved_unit_is_matched_by_its_new_place(
    policy: Save, make_request: Make, station: Unit, second_station: Unit, team: Unit
) -> None:
    from quanfu.org.actions.unit import move_unit

    made = policy("城南", HALF, units=[second_station.pk])
    assert contact(opened(make_request, unit=team)).policy_id is None
    move_unit(unit=team, parent=Unit.objects.get(pk=second_station.pk), by=SYSTEM)
    assert contact(opened(make_request, unit=Unit.objects.get(pk=team.pk))).policy_id == made.pk


def test_class_change_reaches_running_clocks(
    policy: Save, make_request: Make, wang: Customer, li: Person
) -> None:
    from quanfu.customers.actions.customer import change_customer

    policy("甲类客户", {"contact": {"minutes": 20}}, grades=["A"])
    request = opened(make_request, customer=wang)
    assert contact(request).minutes == 60
    with at(local("2026-11-20 10:05")):
        change_customer(customer=wang, kind=wang.kind, name=wang.name, phone=wang.phone, email=wang.email, note="", grade="A", by=li)  # fmt: skip
        run_jobs()
    assert contact(request).due_at == local("2026-11-20 10:20")


def test_contract_change_reaches_running_clocks(
    policy: Save, make_request: Make, repair_type: ServiceType, qian: Person
) -> None:
    policy("合同客户", {"completion": {"minutes": 240}}, charges=["contract"])
    request = opened(make_request)
    with at(local("2026-11-20 10:05")):
        classify_request(request=request, service_type=repair_type, charge="contract", by=qian)
    completion = Clock.objects.get(request=request, target=Target.COMPLETION)
    assert completion.due_at == local("2026-11-20 15:00")


@pytest.mark.req("CMP-3")
def test_complaint_is_answered_within_a_day_weekends_included(company: Unit, make_request: Make) -> None:
    """Registered Friday 18:00: answered Saturday 17:59 in time, 18:01 late."""
    with at(local("2026-11-13 10:00")):
        equip_with_policies(company=company, by=SYSTEM)
    with at(local("2026-11-20 18:00")):
        request = make_request(kind="complaint")
    clock = contact(request)
    assert (clock.due_at, clock.around_the_clock) == (local("2026-11-21 18:00"), True)
    assert not clock.is_late(local("2026-11-21 17:59"))
    assert clock.is_late(local("2026-11-21 18:01"))
    with at(local("2026-11-21 18:00")):
        ring_clocks()
    assert contact(request).breached_at == local("2026-11-21 18:00")


def test_new_company_begins_with_the_policy_for_complaints(group: Unit) -> None:
    from quanfu.org.actions.unit import create_unit
    from quanfu.org.enums import UnitKind

    made = create_unit(parent=group, code="c", name="丙公司", kind=UnitKind.COMPANY, by=SYSTEM)
    first = Policy.objects.get(company=made)
    assert (first.conditions, set(first.limits)) == ({"kinds": ["complaint"]}, {"contact", "answer"})
    equip_with_policies(company=made, by=SYSTEM)
    assert Policy.objects.filter(company=made).count() == 1
