from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at
from quanfu.core.testing import assert_query_count_constant
from quanfu.desk.models import Request
from quanfu.org.models import Person, Unit
from quanfu.reports.queries.chain import chain_figures
from quanfu.sla.actions.step import enter_step, save_step
from quanfu.sla.tests.conftest import local, office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
__all__ = ["office"]


@pytest.mark.req("SLA-7")
def test_each_step_of_the_month_shows_mean_time_breaches_and_returns(
    make_request: Callable[..., Request], zheng: Person, second_station: Unit, client_of: Callable[[Person], Client]
) -> None:  # fmt: skip
    """Two requests: one back from the workshop in 60 minutes, one in 180 with a limit of 120, both return to the desk."""
    desk = save_step(instance=None, by=zheng, code="desk", name="前台", position=1)
    shop = save_step(instance=None, by=zheng, code="shop", name="车间", position=2, unit=second_station, minutes=120)  # fmt: skip
    for back in ("2026-10-20 14:00", "2026-10-20 16:00"):
        with at(local("2026-10-20 09:00")):
            request = make_request()
            enter_step(request=request, step=desk, by=SYSTEM)
        with at(local("2026-10-20 13:00")):
            enter_step(request=request, step=shop, by=SYSTEM)
        with at(local(back)):
            enter_step(request=request, step=desk, by=SYSTEM)
    first, second = chain_figures(zheng, local("2026-10-01 00:00").date())
    assert (second.step, second.entered, second.mean_seconds, second.breaches, second.returns) == (shop, 2, 7200, 1, 0)  # fmt: skip
    assert (first.step, first.entered, first.mean_seconds, first.breaches, first.returns) == (desk, 4, 3 * 3600, 0, 2)  # fmt: skip
    assert chain_figures(zheng, local("2026-09-01 00:00").date()) == []
    shown = client_of(zheng).get(reverse("reports:chain.show"), {"month": "2026-10"}).content.decode()
    assert "车间" in shown and "50 %" in shown


def test_report_costs_the_same_for_one_and_for_many(
    make_request: Callable[..., Request], zheng: Person, client_of: Callable[[Person], Client]
) -> None:
    step = save_step(instance=None, by=zheng, code="desk", name="前台", position=1)
    client = client_of(zheng)

    def grow() -> None:
        for _ in range(5):
            enter_step(request=make_request(), step=step, by=SYSTEM)

    grow()
    assert_query_count_constant(lambda: client.get(reverse("reports:chain.show")), grow)
