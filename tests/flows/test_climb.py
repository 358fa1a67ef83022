"""A limit that nobody keeps climbs three levels, seen by those whom it reaches, with the clock moved."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from quanfu.core.testing import run_jobs
from quanfu.desk.models import Request
from quanfu.org.models import Person
from quanfu.sla.jobs import run_clocks
from quanfu.sla.tests.conftest import local, office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
__all__ = ["office"]


@pytest.mark.req("SLA-3", "SLA-2")
def test_limit_climbs_from_leader_to_head_to_president(
    make_request: Callable[..., Request], zhao: Person, zheng: Person, wu: Person, sun: Person, client_of: Callable[[Person], Client]
) -> None:  # fmt: skip
    """The head writes the policy on its page; the three levels find the case in their messages and take it over."""
    policy = {
        "name": "三级升级", "completion_amount": "60", "completion_measure": "wall_minutes", "apply_to_open": "no",
        "l0_action": "tell", "l0_minutes": "0", "l0_to": "head", "l1_action": "raise", "l1_minutes": "30", "l1_to": "above",
        "l2_action": "hand", "l2_minutes": "30", "l2_to": "person", "l2_person": str(wu.pk),
    }  # fmt: skip

    def at(clock: str) -> time_machine.travel:
        return time_machine.travel(local(f"2026-11-20 {clock}"), tick=False)

    with at("09:00"):
        assert client_of(zheng).post(reverse("sla:policy.create"), policy).status_code == 303
    with at("10:00"):
        request = make_request()
        Request.objects.filter(pk=request.pk).update(responsible=sun)
        request.clocks.update(person=sun)
    seen = []
    for clock in ("10:59", "11:00", "11:30", "12:00", "12:01"):
        with at(clock):
            run_clocks.call()
            run_jobs()
            told = [p.name for p in (zhao, zheng, wu) if request.number in inbox(client_of(p))]
            request.refresh_from_db()
            seen.append((clock, told, request.priority, request.responsible.name))
    assert seen == [
        ("10:59", [], 2, "孙伟"), ("11:00", ["赵强"], 2, "孙伟"), ("11:30", ["赵强", "郑国栋"], 1, "孙伟"),
        ("12:00", ["赵强", "郑国栋", "吴芳"], 1, "吴芳"), ("12:01", ["赵强", "郑国栋", "吴芳"], 1, "吴芳"),
    ]  # fmt: skip


def inbox(client: Client) -> str:
    """What somebody reads of escalations in their messages."""
    page = client.get(reverse("org:notification.index")).content.decode()
    return "\n".join(line for line in page.splitlines() if "完工" in line)
