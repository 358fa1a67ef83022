"""A limit that nobody keeps climbs three levels while those whom it reaches sit before their screens, the clock moved on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from quanfu.core.testing import run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Request
from quanfu.org.models import Person
from quanfu.sla.jobs import run_clocks
from quanfu.sla.tests.conftest import local
from tests.browser.conftest import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def level(number: int, action: str, to: str, person: Person | None = None) -> dict[str, str]:
    """What one types into a row of the policy: half an hour after the one before, the first with the limit itself."""
    named = {"person": str(person.pk)} if person else {}
    values = {"action": action, "minutes": "30" if number else "0", "to": to, **named}
    return {f"l{number}_{name}": value for name, value in values.items()}


@pytest.mark.req("SLA-2", "SLA-3", "SLA-10")
def test_three_levels_see_the_case_come_and_the_request_tells_every_instant(
    sits: Callable[..., Any],
    make_request: Callable[..., Request],
    client_of: Callable[[Person], Client],
    zhao: Person,
    zheng: Person,
    wu: Person,
    sun: Person,
) -> None:
    """Told is the leader, then the head with the urgency raised, then it is handed to the third, on whose list it appears."""
    policy = {
        "name": "三级升级", "completion_amount": "60", "completion_measure": "wall_minutes", "apply_to_open": "no",
        **level(0, "tell", "head"), **level(1, "raise", "above"), **level(2, "hand", "person", wu),
    }  # fmt: skip
    windows: list[Any] = []

    def clock(text: str) -> None:
        """Move the time of server and browsers, and do what has fallen due."""
        instant = local(f"2026-11-20 {text}")
        traveller.move_to(instant)
        for window in windows:
            window.clock.set_fixed_time(instant + timedelta(seconds=5))
        run_clocks.call()
        run_jobs()

    def bell(window: Any) -> str:
        return str(
            window.locator("#bell-count").evaluate(
                "e => e.hidden ? '0' : e.textContent.trim().split(/\\s/)[0]"
            )
        )

    with time_machine.travel(local("2026-11-20 09:00"), tick=True) as traveller:
        assert client_of(zheng).post(reverse("sla:policy.create"), policy).status_code == 303
        clock("10:00")
        request = make_request(subject="水管爆裂没人管")
        Request.objects.filter(pk=request.pk).update(responsible=sun, unit=sun.unit)
        request.clocks.update(person=sun)
        add_note(
            request=request, kind=NoteKind.CALL, text="已联系，下午上门", by=sun
        )  # and then nothing happens
        leader, head = sits(zhao, "/desk/requests/?view=open"), sits(zheng, "/sla/clocks/?show=all")
        third = sits(wu, "/desk/requests/?view=mine")
        case = sits(zheng, f"/desk/requests/{request.number}/")
        windows += [leader, head, third, case]
        row = f"[data-row][data-request='{request.number}']"

        clock("10:59")
        assert [bell(each) for each in (leader, head, third)] == ["0", "0", "0"]
        assert third.locator(row).count() == 0

        clock("11:00:05")
        leader.locator("#bell-count:not([hidden])").wait_for()
        leader.locator(f"{row} .sla--late").wait_for()
        head.locator("#clocks").get_by_text(zhao.name).first.wait_for()
        assert [bell(each) for each in (leader, head, third)] == ["1", "0", "0"]

        clock("11:30:30")
        head.locator("#bell-count:not([hidden])").wait_for()
        leader.locator(f"{row} .item-flag--urgent").wait_for()
        assert third.locator(row).count() == 0 and bell(third) == "0"

        clock("12:00:59")
        third.locator(row).wait_for()
        third.locator("#bell-count:not([hidden])").wait_for()
        assert third.evaluate("hellos") == leader.evaluate("hellos") == 1  # without loading anything anew

        clock("12:02")
        third.locator(row).click()
        panel = third.locator(".pane .clock", has_text="完工").first
        for person in (zhao, zheng, wu):
            expect(panel).to_contain_text(person.name)
        panel.locator("summary").click()
        for time in ("10:00", "11:00", "11:30", "12:00"):
            panel.locator(".instants li", has_text=time).first.wait_for()
        case.locator(".clock", has_text=wu.name).first.wait_for()  # who had it open sees it too
