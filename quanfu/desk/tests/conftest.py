from collections.abc import Callable
from typing import Any

import pytest

from quanfu.core.clock import today
from quanfu.core.models import Rule
from quanfu.core.rules import TABLE
from quanfu.desk.actions.assignment import assign_request
from quanfu.desk.actions.classification import classify_request
from quanfu.desk.actions.request import accept_request, finish_request
from quanfu.desk.actions.review import review_request
from quanfu.desk.models import Request, ServiceType
from quanfu.org.models import Person, PersonSkill, Skill, Unit


@pytest.fixture
def qian(qian: Person, company: Unit) -> Person:
    """The acceptor, qualified to accept (REQ-7)."""
    skill = Skill.objects.create(company=company, code="acceptance", name="受理资格")
    PersonSkill.objects.create(person=qian, skill=skill, level=2)
    return qian


@pytest.fixture
def approved(make_request: Callable[..., Request], repair_type: ServiceType, qian: Person) -> Request:
    """A repair request that passed review."""
    request = make_request()
    classify_request(request=request, service_type=repair_type, by=qian)
    review_request(request=request, reasonable=True, feasible=True, by=qian)
    return request


@pytest.fixture
def ordered(approved: Request, sun: Person, wu: Person) -> Request:
    """Assigned to sun by wu."""
    assign_request(request=approved, person=sun, by=wu)
    return approved


@pytest.fixture
def finished(ordered: Request, sun: Person) -> Request:
    """Accepted and done by sun."""
    ordered.refresh_from_db()
    if ordered.accepted_at is None:
        accept_request(request=ordered, by=sun)
    finish_request(request=ordered, result="更换阀门，室温恢复到 21 度", by=sun)
    return ordered


@pytest.fixture
def set_rule(db: None) -> Callable[[str, Any], None]:
    """set_rule(code, value): the setting is in force from today on."""

    def put(code: str, value: Any) -> None:
        Rule.objects.update_or_create(code=code, company=None, since=today(), defaults={"value": value})
        TABLE.changed()

    return put
