from collections.abc import Callable
from typing import Any

import pytest

from quanfu.channels.enums import Way
from quanfu.core.actor import SYSTEM
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.assignment import assign_request
from quanfu.desk.actions.feedback import give_feedback
from quanfu.desk.actions.request import finish_request
from quanfu.surveys.models import Invitation


@pytest.fixture
def done_request(make_request: Any, enquiry_type: Any, sun: Any, li: Any) -> Callable[..., Any]:
    """done_request(**kw): handled by sun and done; the customer has not been told yet."""

    def make(**given: Any) -> Any:
        request = make_request(service_type=enquiry_type, **given)
        assign_request(request=request, person=sun, by=li)
        finish_request(request=request, result="管道已疏通，室温 21 度", by=sun)
        return request

    return make


@pytest.fixture
def told_request(done_request: Any, li: Any) -> Callable[..., Any]:
    """told_request(**kw): the customer was told the result and invited to rate."""

    def make(**given: Any) -> Any:
        request = done_request(**given)
        give_feedback(request=request, way=Way.PHONE, text="已修好", asked_for_opinions=True, by=li)
        run_jobs()
        return request

    return make


@pytest.fixture
def invitation(told_request: Any) -> Invitation:
    """Wang's invitation to rate what sun did."""
    return Invitation.objects.get(request=told_request())


@pytest.fixture
def set_rule(db: None) -> Callable[[str, Any], None]:
    """set_rule("surveys.low_score", "3"): from today on."""
    from quanfu.core.actions.rule import set_rule as write

    def change(code: str, value: Any) -> None:
        write(code=code, value=value, by=SYSTEM)

    return change
