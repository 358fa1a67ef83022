from collections.abc import Callable
from datetime import timedelta

import pytest

from quanfu.core.actor import SYSTEM
from quanfu.core.actions.rule import set_rule
from quanfu.core.clock import now, today
from quanfu.core.testing import assert_query_count_constant, run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.request_words import follow_requests, index_all_requests
from quanfu.desk.models import Request, RequestWords
from quanfu.desk.queries.inbox import BY_CODE, inbox_rows
from quanfu.desk.queries.search import search_requests
from quanfu.knowledge.actions.synonym import save_synonym
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db

Make = Callable[..., Request]


def found(by: Person, text: str) -> list[str]:
    return [each.number for each in search_requests(text, by=by, most=20)]


@pytest.fixture
def cold(make_request: Make) -> Request:
    request = make_request(
        subject="暖气片一直不热", body="室内只有 14 度，热水器报 E5 故障", contact_name="王芳"
    )
    list(index_all_requests())
    return request


@pytest.mark.parametrize(
    "text",
    [
        "暖", "暖气", "暖气片", "不热", "热水器", "14度", "E5故障", "e5", "Ｅ５", "熱水器", "暖氣", "王芳", "暖气 故障", "nuanqi", "nuanqipian", "nq",
        "暖器片", "暖汽", "热水起",
    ],
)  # fmt: skip
def test_requests_are_found_however_the_words_are_written(cold: Request, li: Person, text: str) -> None:
    assert found(li, text) == [cold.number]


@pytest.mark.parametrize("text", ["冰箱", "暖气 漏水", "'; --", '"*" OR', "热不", "%%"])
def test_what_nobody_wrote_is_not_found(cold: Request, li: Person, text: str) -> None:
    assert found(li, text) == []
