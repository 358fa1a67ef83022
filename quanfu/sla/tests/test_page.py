from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from quanfu.core.clock import at
from quanfu.core.testing import assert_query_count_constant
from quanfu.desk.models import Request, ServiceType
from quanfu.org.models import Person
from quanfu.sla.actions.breach import ring_clocks
from quanfu.sla.enums import Target
from quanfu.sla.models import Clock
from quanfu.sla.queries.limit import reason_of

from .conftest import local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
Browser = Callable[[Person], Client]
LIST = "sla:clock.index"


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.content[:500]
    return response.content.decode()


def panel(request: Request) -> str:
    return reverse("sla:clock.panel", args=[request.number])


@pytest.mark.req("SLA-10")
def test_supervisors_list_shows_what_is_late_and_who_was_told(
    assigned: Request, zheng: Person, client_of: Browser
) -> None:
    with at(local("2026-11-20 14:30")):
        ring_clocks()
        shown = page(client_of(zheng), reverse(LIST))
    assert shown.count("data-row-link") == 2  # first contact and acceptance; completion has days left
    assert shown.count("赵强") >= 2
    assert 'hx-trigger="every 30s"' in shown


@pytest.mark.parametrize(("filters", "rows"), [("?show=late", 2), ("?show=soon", 0), ("?show=all", 3), ("?target=acceptance", 1), ("?show=all&target=completion", 1), ("?show=rubbish", 2)])  # fmt: skip
def test_list_is_narrowed_by_its_filters(
    assigned: Request, zheng: Person, client_of: Browser, filters: str, rows: int
) -> None:
    with at(local("2026-11-20 14:30")):
        assert page(client_of(zheng), reverse(LIST) + filters).count("data-row-link") == rows


def test_list_ends_at_the_reach_of_the_viewer(
    assigned: Request, tang: Person, zhao: Person, client_of: Browser
) -> None:
    with at(local("2026-11-20 14:30")):
        assert page(client_of(zhao), reverse(LIST)).count("data-row-link") == 2
        assert page(client_of(tang), reverse(LIST)).count("data-row-link") == 0


def test_list_without_permission_looks_absent(assigned: Request, sun: Person, client_of: Browser) -> None:
    assert client_of(sun).get(reverse(LIST)).status_code == 404


def test_list_costs_the_same_for_one_and_for_many(
    make_request: Callable[..., Request], zheng: Person, client_of: Browser
) -> None:
    client = client_of(zheng)
    with at(local("2026-11-20 10:00")):
        make_request()

    def grow() -> None:
        with at(local("2026-11-20 10:00")):
            for _ in range(10):
                make_request()
        with at(local("2026-12-20 10:00")):
            ring_clocks()

    with at(local("2026-12-20 10:00")):
        ring_clocks()
    assert_query_count_constant(lambda: page(client, reverse(LIST)), grow)


@pytest.mark.req("SLA-1", "SLA-11", "SLA-4")
def test_panel_tells_limit_reason_due_and_history(
    assigned: Request, repair_type: ServiceType, li: Person, client_of: Browser
) -> None:
    Clock.objects.filter(target=Target.COMPLETION).update(service_type=repair_type, minutes=240)
    with at(local("2026-11-20 14:30")), time_machine.travel(local("2026-11-20 14:30")):
        ring_clocks()
        shown = page(client_of(li), panel(assigned))
    for word in (
        "首次联系",
        "接单",
        "完工",
        "类型“暖气不热”：240 工作分钟",
        "2026-11-20 11:00",
        "赵强",
        "超时",
    ):
        assert word in shown, word


def test_panel_of_another_company_looks_absent(assigned: Request, chen: Person, client_of: Browser) -> None:
    assert client_of(chen).get(panel(assigned)).status_code == 404


def test_reason_names_type_or_rule_and_the_kind_of_time(assigned: Request, repair_type: ServiceType) -> None:
    clock = Clock.objects.get(target=Target.ACCEPTANCE)
    with translation.override("en"):
        assert reason_of(clock) == "general rule: 120 working minutes"
        clock.service_type, clock.around_the_clock = repair_type, True
        assert reason_of(clock) == "type Radiator cold: 120 minutes around the clock"
        clock.days = 1
        assert reason_of(clock) == "type Radiator cold: 1 working day"
