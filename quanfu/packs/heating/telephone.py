"""The hotline at work: who sits at which telephone, calls of the last days, callers who wait for a call back."""

import random
from datetime import datetime, timedelta
from typing import Any

from quanfu.channels.actions.call import follow_call, record_call, return_call
from quanfu.channels.actions.extension import save_extension
from quanfu.channels.adapters.phone.said import Said
from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Call, Channel
from quanfu.channels.queries.channel import channel_for
from quanfu.core import clock
from quanfu.core.actor import SYSTEM
from quanfu.core.queries.calendar import calendar_for
from quanfu.customers.models import Customer
from quanfu.packs.heating.company import Company

DAYS = 6
A_DAY = 9
SUPPORT = (
    "智能温控阀 T3",
    "松河市第一医院后勤科",
    "显示故障",
    "病房楼三层温控阀屏幕显示 E5，重新上电后仍出现，要求当天处理。",
)


def answer_hotline(company: Company, end: datetime, chance: random.Random) -> None:
    """About every eighth caller gave up; all but the last two were called back."""
    agent, hotline = company.people["agent"], channel_for(company.unit, ChannelKind.PHONE)
    save_extension(instance=None, channel=hotline, number="8001", person=agent, by=SYSTEM)
    calendar = calendar_for(company.unit)
    numbers = list(
        Customer.objects.filter(company=company.unit).exclude(phone="").order_by("pk").values_list("phone", flat=True)[:60]
    )  # fmt: skip
    for n in range(DAYS * A_DAY):
        at = end - timedelta(days=n // A_DAY, minutes=25 + 47 * (n % A_DAY))
        if not calendar.is_open(at):
            continue
        waited = chance.randrange(3, 24)
        caller = chance.choice(numbers) if n % 4 else f"138{chance.randrange(10**8):08d}"
        told: dict[str, Any] = {"call": f"demo-{n}", "caller": caller, "to": "4008000", "extension": "8001"}
        answered = chance.random() > 0.125
        _follow(hotline, Said(event="ringing", at=at, **told))
        if answered:
            begun = at + timedelta(seconds=waited)
            _follow(hotline, Said(event="talking", at=begun, **told))
            at = begun + timedelta(seconds=chance.randrange(40, 420))
            told["recording"] = f"https://pbx.songhe.example/recordings/{n:04d}.wav"
        else:
            at += timedelta(seconds=waited)
        _follow(hotline, Said(event="ended", at=at, **told))
    missed = Call.objects.filter(company=company.unit, return_due_at__isnull=False, returned_at=None)
    for call in missed.order_by("-at")[2:]:
        with clock.at(call.at + timedelta(minutes=35)):
            return_call(call=call, reached=True, remark="已回电并登记", by=agent)
    product, end_customer, problem, content = SUPPORT
    with clock.at(end - timedelta(hours=2)):
        record_call(
            company=company.unit, channel=hotline, is_answered=True, is_confirmed=True, phone="13845120011", rings=2, topic="support",
            product=product, end_customer=end_customer, problem_type=problem, content=content, by=agent,
        )  # fmt: skip


def _follow(hotline: Channel, said: Said) -> None:
    with clock.at(said.at):
        follow_call(channel=hotline, said=said, by=SYSTEM)
