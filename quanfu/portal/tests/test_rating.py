"""The page an invitation leads to."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from quanfu.core.clock import at, now
from quanfu.core.testing import naughty_strings
from quanfu.desk.enums import State
from quanfu.desk.models import Investigation, Request
from quanfu.surveys.models import Answer, AnswerChange, Invitation
from quanfu.surveys.queries.invitation import rating_path

pytestmark = pytest.mark.django_db
GOOD = {"quality": "5", "attitude": "5", "speed": "4", "text": "师傅很细心"}


@pytest.fixture
def url(told_request: Any) -> str:
    return rating_path(Invitation.objects.get(request=told_request()))


def test_a_customer_rates_without_an_account(url: str, visitor_client: Client) -> None:
    page = visitor_client.get(url).content.decode()
    assert "服务质量" in page
    assert "计入服务人员的考核" in page
    assert visitor_client.post(url, GOOD).status_code == 303
    answer = Answer.objects.get()
    assert (answer.score, answer.text, answer.author) == (Decimal("4.67"), "师傅很细心", "王建国")
    assert Request.objects.get().state == State.RATED


def test_a_missing_item_is_said_beside_it_and_the_words_stay(url: str, visitor_client: Client) -> None:
    page = visitor_client.post(url, {"quality": "5", "text": "师傅很细心"})
    assert page.status_code == 422
    assert "id_attitude_error" in page.content.decode()
    assert "师傅很细心" in page.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("points", ["6", "0", "-1", "five", "4.5", "\0", "１"])
def test_points_off_the_scale_are_refused(points: str, url: str, visitor_client: Client) -> None:
    assert visitor_client.post(url, {**GOOD, "quality": points}).status_code == 422


@pytest.mark.req("EVA-15")
def test_the_link_used_again_shows_the_old_rating_and_logs_the_change(
    url: str, visitor_client: Client
) -> None:
    visitor_client.post(url, GOOD)
    assert "师傅很细心" in visitor_client.get(url).content.decode()
    assert visitor_client.post(url, {**GOOD, "quality": "1", "text": "又坏了"}).status_code == 303
    assert Answer.objects.get().text == "师傅很细心"
    assert AnswerChange.objects.get().new["text"] == "又坏了"
    assert "师傅很细心" in visitor_client.get(url).content.decode()


def test_a_doubled_click_rates_once(url: str, visitor_client: Client) -> None:
    visitor_client.post(url, GOOD)
    visitor_client.post(url, GOOD)
    assert Answer.objects.count() == 1
    assert not AnswerChange.objects.exists()


def test_after_the_days_of_the_rule_the_page_only_shows(url: str, visitor_client: Client) -> None:
    visitor_client.post(url, GOOD)
    with at(now() + timedelta(days=30)):
        assert '<form method="post" class="form"' not in visitor_client.get(url).content.decode()
        assert visitor_client.post(url, {**GOOD, "quality": "1"}).status_code == 200
    assert not AnswerChange.objects.exists()


def test_a_low_rating_by_the_page_is_investigated(url: str, visitor_client: Client) -> None:
    visitor_client.post(url, {"quality": "1", "attitude": "2", "speed": "1", "text": "没人来"})
    assert Investigation.objects.get().reason == "没人来"


def test_no_naughty_string_breaks_the_page(url: str, visitor_client: Client) -> None:
    for text in [*naughty_strings(), "\0", "\u202eevil", "长" * 1001]:
        sent = visitor_client.post(url, {**GOOD, "text": text})
        assert sent.status_code in (303, 422), text
    assert visitor_client.get(url).status_code == 200
