"""The library in a real Chromium: answers beside the call form, the preview, a public page without a breach of the CSP."""

from collections.abc import Callable
from typing import Any

import pytest

from quanfu.channels.models import Channel
from quanfu.core.actor import SYSTEM
from quanfu.desk.models import Citation
from quanfu.knowledge.actions.article import save_article
from quanfu.knowledge.models import Article
from quanfu.org.models import Person, Unit
from tests.browser.conftest import PHONE, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stop(company: Unit) -> Article:
    save_article(instance=None, company=company, by=SYSTEM, title="供热期", body="10 月 20 日起")
    return save_article(
        instance=None, company=company, by=SYSTEM, title="怎么办理报停", body="**带户号**到窗口", is_public=True, title_en="How to suspend",
        body_en="Bring your number.",
    )  # fmt: skip


@pytest.mark.req("KNB-5")
def test_matching_entries_appear_while_two_chinese_words_are_typed(
    stop: Article, li: Person, phone_channel: Channel, sits_at: Callable[..., Any]
) -> None:
    page = sits_at(li)
    page.goto("/desk/requests/new/")
    page.fill("[name=contact_name]", "王建国")
    page.fill("[name=contact_phone]", "13800000001")
    page.locator("[name=subject]").press_sequentially("报停")
    offered = page.locator("#offered summary", has_text="怎么办理报停")
    offered.wait_for()
    expect(page.locator("#offered summary", has_text="供热期")).to_have_count(0)
    offered.click()
    page.locator("#offered [name=articles]").check()
    with page.expect_navigation():
        page.locator("#call-form button.button--primary").click()
    assert Citation.objects.get().article_id == stop.pk


def test_the_preview_follows_what_is_typed(li: Person, sits_at: Callable[..., Any]) -> None:
    page = sits_at(li)
    page.goto("/knowledge/articles/new/")
    page.fill("[name=body]", "请**关阀**")
    expect(page.locator(".preview-side strong")).to_have_text("关阀")


@pytest.mark.req("KNB-10")
def test_a_visitor_on_a_phone_finds_an_answer_and_rates_it(
    stop: Article, company: Unit, sits_at: Callable[..., Any]
) -> None:
    page = sits_at(None, PHONE)
    page.goto(f"/c/{company.code}/help/")
    page.fill("[name=q]", "报停")
    page.locator("form[role=search] button").first.click()
    page.locator(".answers a", has_text="怎么办理报停").click()
    page.locator(".prose strong", has_text="带户号").wait_for()
    with page.expect_navigation():
        page.locator("[name=is_helpful][value=yes]").click()
    stop.refresh_from_db()
    assert stop.helpful == 1
