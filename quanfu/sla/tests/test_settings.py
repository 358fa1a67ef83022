"""Settings of limits that no other test moves: each changes what it says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at, now
from quanfu.desk.models import Request
from quanfu.sla.enums import Target
from quanfu.sla.queries.clock import soon
from quanfu.sla.queries.limit import general_limit

pytestmark = pytest.mark.django_db
Make = Callable[..., Request]


def sets(code: str, value: Any) -> None:
    set_rule(code=code, value=value, by=SYSTEM)


@pytest.mark.parametrize(
    ("target", "rule"), [(Target.ANSWER, "sla.answer_minutes"), (Target.CALLBACK, "sla.callback_minutes")]
)
def test_next_answers_and_return_calls_have_the_limit_that_is_set(
    make_request: Make, target: Target, rule: str
) -> None:
    request = make_request()
    for minutes in (45, 900):
        sets(rule, minutes)
        assert general_limit(request, target).minutes == minutes


def test_what_counts_as_soon_is_set() -> None:
    with at(now()):
        for minutes in (10, 200):
            sets("sla.soon_minutes", minutes)
            assert soon(now()) - now() == timedelta(minutes=minutes)
