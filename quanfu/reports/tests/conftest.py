"""Records as figures count them, written straight into the tables: what is tested is the counting."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from quanfu.channels.enums import Way
from quanfu.channels.models import Channel
from quanfu.customers.models import Customer
from quanfu.desk.enums import Kind, State
from quanfu.desk.models import Request, ServiceType
from quanfu.org.models import Person, Unit
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.models import Clock
from quanfu.surveys.enums import AnswerWay
from quanfu.surveys.models import Answer, Invitation, Questionnaire

SHANGHAI = ZoneInfo("Asia/Shanghai")
MAY_10 = datetime(2026, 5, 10, 9, tzinfo=SHANGHAI)


@pytest.fixture
def record(
    company: Unit,
    station: Unit,
    sun: Person,
    wang: Customer,
    phone_channel: Channel,
    repair_type: ServiceType,
) -> Callable[..., Request]:
    """record(at=…, on_time=True, minutes=40, score=5): a closed request with its clocks and, with a score, its rating."""
    sheet = Questionnaire.objects.create(company=company, code="q", name="满意度")
    made = 0

    def make(
        *, at: datetime = MAY_10, on_time: bool | None = None, minutes: int | None = None, accepted_minutes: int | None = None,
        score: float | None = None, kind: str = Kind.REPAIR, unit: Unit = station, person: Person = sun, in_: Unit = company,
        channel: Channel = phone_channel, service_type: ServiceType | None = repair_type,
    ) -> Request:  # fmt: skip
        nonlocal made
        made += 1
        request = Request.objects.create(
            number=f"FW-{made}", company=in_, unit=unit, kind=kind, state=State.CLOSED, service_type=service_type, subject="暖气不热",
            customer=wang, contact_name=wang.name, channel=channel, responsible=person, opened_at=at, done_at=at, due_at=at, updated_at=at,
        )  # fmt: skip
        shared: dict[str, Any] = {
            "request": request, "company": in_, "unit": unit, "person": person, "state": ClockState.STOPPED, "minutes": 60, "started_at": at,
        }  # fmt: skip
        if on_time is not None:
            Clock.objects.create(
                target=Target.COMPLETION,
                due_at=at,
                stopped_at=at + timedelta(seconds=0 if on_time else 1),
                **shared,
            )
        if minutes is not None:
            used = None if accepted_minutes is None else accepted_minutes * 60
            Clock.objects.create(
                target=Target.CONTACT, due_at=at, stopped_at=at, seconds=minutes * 60 + 600, sent_seconds=minutes * 60,
                accepted_seconds=used, **shared,
            )  # fmt: skip
        if score is not None:
            invitation = Invitation.objects.create(
                request=request, company=in_, questionnaire=sheet, way=Way.SMS, at=at
            )
            Answer.objects.create(
                invitation=invitation, request=request, company=in_, unit=unit, person=person, score=f"{score:.2f}",
                way=AnswerWay.SMS, author=wang.name, at=at,
            )  # fmt: skip
        return request

    return make
