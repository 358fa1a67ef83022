from collections.abc import Callable

import pytest

from quanfu.desk.actions.assignment import assign_request
from quanfu.desk.actions.classification import classify_request
from quanfu.desk.actions.review import review_request
from quanfu.desk.models import Request, ServiceType
from quanfu.org.models import Person, PersonSkill, Skill, Unit
from quanfu.workorders.actions.order import accept_order, start_order
from quanfu.workorders.models import Order

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
)


@pytest.fixture
def qian(qian: Person, company: Unit) -> Person:
    """The acceptor, qualified to accept (REQ-7)."""
    skill = Skill.objects.create(company=company, code="acceptance", name="受理资格")
    PersonSkill.objects.create(person=qian, skill=skill, level=2)
    return qian


@pytest.fixture
def approve(
    make_request: Callable[..., Request], repair_type: ServiceType, qian: Person
) -> Callable[..., Request]:
    """approve(**kw): a repair request that passed review."""

    def make(**kwargs: object) -> Request:
        request = make_request(**kwargs)
        classify_request(request=request, service_type=repair_type, by=qian)
        review_request(request=request, reasonable=True, feasible=True, by=qian)
        return request

    return make


@pytest.fixture
def send(approve: Callable[..., Request], sun: Person, wu: Person) -> Callable[..., Order]:
    """send(**kw): the order that sun gets when wu assigns a request to him; send(to=zhou) for somebody else."""

    def make(*, to: Person = sun, **kwargs: object) -> Order:
        request = approve(**kwargs)
        assign_request(request=request, person=to, by=wu)
        return Order.objects.select_related("request__service_type", "responsible").get(request=request)

    return make


@pytest.fixture
def order(send: Callable[..., Order]) -> Order:
    """Sent to sun, not yet accepted."""
    return send()


@pytest.fixture
def under_way(order: Order, sun: Person) -> Order:
    """Accepted and begun by sun."""
    accept_order(order=order, by=sun)
    start_order(order=order, by=sun)
    return order
