"""Return calls of the demo: two plans, the calls of the last weeks, most of them made."""

import random
from datetime import datetime, timedelta
from typing import Any

from quanfu.core import clock
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.desk.actions.callback import plan_callback, plan_regular_calls, record_attempt, record_call
from quanfu.desk.actions.callback_plan import save_callback_plan
from quanfu.desk.models import Request
from quanfu.packs.heating.company import Company

DAYS = 21
OPINIONS = ("师傅很专业", "来得及时", "希望提前短信通知上门时间", "讲解再清楚些就更好", "无")
WISHES = ("无", "无", "周末也能上门", "希望能看到测温记录")


def call_customers(company: Company, end: datetime, chance: random.Random) -> None:
    """Make the plans, plan the calls of the last DAYS and record five of six; some customers were not reached."""
    head = company.people["head"]
    shared: dict[str, Any] = {
        "kind": "",
        "grade": "",
        "person": None,
        "is_active": True,
        "caller": "owner",
        "instance": None,
        "by": head,
    }
    save_callback_plan(name="复热开通 2—3 天回访", occasion="installation", service_type=company.types["business.resume"],
                       from_day=2, to_day=3, regularity="", **shared)  # fmt: skip
    save_callback_plan(name="A 类客户季度回访", occasion="regular", service_type=None, from_day=0, to_day=0,
                       regularity="quarter", **shared | {"grade": "A"})  # fmt: skip
    plan_regular_calls()
    work = Request.objects.filter(company=company.unit, done_at__gte=end - timedelta(days=DAYS))
    for request in work.select_related("service_type", "customer", "unit", "owner", "responsible").order_by(
        "done_at"
    ):
        with clock.at(request.done_at or end):
            callback = plan_callback(request=request, by=SYSTEM)
        if callback is None or callback.planned_at >= end:
            continue
        fate = chance.random()
        with clock.at(min(callback.planned_at + timedelta(hours=chance.randrange(1, 30)), end)):
            try:
                if fate < 0.83:
                    solved = chance.choices(("yes", "partly", "no"), (88, 9, 3))[0]
                    record_call(
                        callback=callback, solved=solved, quality=chance.choices((5, 4, 3, 2), (60, 28, 9, 3))[0],
                        opinion=chance.choice(OPINIONS), wishes=chance.choice(WISHES), by=request.owner or head,
                    )  # fmt: skip
                elif fate < 0.93:
                    record_attempt(
                        callback=callback, outcome=chance.choice(("absent", "busy")), by=request.owner or head
                    )
            except Refused:
                continue
