"""The library as programs search it."""

from typing import Any

import pytest
from django.test import Client

from quanfu.api.actions.token import make_token
from quanfu.core.actor import SYSTEM
from quanfu.core.testing import naughty_strings
from quanfu.knowledge.actions.article import save_article
from quanfu.knowledge.models import Gap
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db


def search(person: Person, **asked: Any) -> Any:
    token = make_token(person=person, by=SYSTEM)
    client = Client(raise_request_exception=False, headers={"authorization": f"Bearer {token}"})
    return client.get("/api/v1/knowledge/search", asked)


@pytest.fixture
def stocked(company: Unit, other_company: Unit) -> None:
    save_article(
        instance=None, company=company, by=SYSTEM, title="怎么退费", body="公众号**申请**。", is_public=True
    )
    save_article(instance=None, company=company, by=SYSTEM, title="退费审批权限", body="两千元以内。")
    save_article(
        instance=None, company=other_company, by=SYSTEM, title="退费（他司）", body="他司。", is_public=True
    )


def test_public_articles_are_found_by_any_token_and_internal_ones_only_when_asked_for_with_the_right(
    stocked: None, li: Person, he: Person
) -> None:
    assert [a["title"] for a in search(he, q="退费").json()["items"]] == ["怎么退费"]
    assert search(he, q="退费", internal=True).status_code == 404
    assert {a["title"] for a in search(li, q="退费", internal=True).json()["items"]} == {
        "怎么退费",
        "退费审批权限",
    }


def test_an_answer_has_its_text_score_and_public_address(stocked: None, company: Unit, li: Person) -> None:
    found = search(li, q="怎么退费").json()["items"][0]
    assert found["text"] == "公众号**申请**。" and "<" not in found["excerpt"] and 0 <= found["score"] <= 1
    assert (
        found["public"]
        and Client().get(found["url"].partition("/c/")[1] + found["url"].partition("/c/")[2]).status_code
        == 200
    )


def test_a_search_in_vain_is_counted(stocked: None, li: Person) -> None:
    assert search(li, q="以旧换新").json() == {"items": []}
    assert Gap.objects.get().words == "以旧换新"


def test_wrong_questions_are_problems_and_never_faults(stocked: None, li: Person) -> None:
    assert (
        search(li).status_code == 422
        and search(li, q="").status_code == 422
        and search(li, q="退", limit=51).status_code == 422
    )
    assert Client().get("/api/v1/knowledge/search", {"q": "退费"}).status_code == 401
    for text in naughty_strings()[:60]:
        assert search(li, q=text[:100]).status_code in (200, 422), text


def test_the_search_is_described_in_the_openapi_document() -> None:
    described = Client().get("/api/v1/openapi.json").json()["paths"]["/api/v1/knowledge/search"]["get"]
    assert {p["name"] for p in described["parameters"]} == {"q", "limit", "internal"} and described["summary"]
