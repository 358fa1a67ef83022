"""While an agent types a reply, answers come up beside it: from the library, and from requests that were solved before."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.closure import close_request
from quanfu.desk.actions.request_words import index_all_requests
from quanfu.desk.models import Citation, Note, Request, ServiceType
from quanfu.knowledge.actions.article import save_article
from quanfu.knowledge.models import Article
from quanfu.org.models import Person, Unit
from tests.browser.conftest import PHONE, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SitsAt = Callable[..., Any]
AREA = "[data-composer] textarea"


@pytest.fixture
def invoice(company: Unit) -> Article:
    save_article(instance=None, company=company, by=SYSTEM, title="暖气不热怎么办", body="先打开排气阀放气。")
    return save_article(
        instance=None, company=company, by=SYSTEM, title="发票怎么开", body="请在公众号**我的发票**里申请。"
    )


@pytest.fixture
def solved(make_request: Callable[..., Request]) -> Request:
    """One that was answered, long closed."""
    old = make_request(subject="电子发票打不开", body="下载的发票是乱码")
    Request.objects.filter(pk=old.pk).update(
        state="closed", closed_at=now(), result="已重发 PDF 版发票到客户邮箱"
    )
    list(index_all_requests())
    return old


def test_an_article_comes_up_while_the_agent_types_and_putting_it_in_counts_as_its_use(
    sits_at: SitsAt,
    invoice: Article,
    solved: Request,
    make_request: Callable[..., Request],
    repair_type: ServiceType,
    li: Person,
) -> None:
    request = make_request(subject="暖气不热", body="客厅的", service_type=repair_type)
    page = sits_at(li)
    page.goto(f"/desk/requests/{request.number}/")
    page.wait_for_selector(".suggest >> text=暖气不热怎么办")  # by what the customer wrote
    page.keyboard.press("r")
    page.locator(AREA).press_sequentially("您要的发票")
    chosen = page.locator(".suggest", has_text="发票怎么开")
    chosen.wait_for()
    expect(page.locator(".suggest", has_text="暖气不热怎么办")).to_have_count(0)
    expect(chosen.locator("mark")).to_have_text(["发票"])
    chosen.locator("summary").click()
    chosen.locator("button[data-insert-article]").click()
    expect(page.locator(AREA)).to_have_value("您要的发票\n请在公众号我的发票里申请。")
    expect(page.locator(AREA)).to_be_focused()
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".said--reply >> text=请在公众号我的发票里申请")
    assert Citation.objects.get(request=request).article_id == invoice.pk
    Request.objects.filter(pk=request.pk).update(state="rated")
    request.refresh_from_db()
    close_request(request=request, by=li)
    run_jobs()
    invoice.refresh_from_db()
    assert invoice.uses == 1


def test_what_is_being_read_stays_open_when_the_answers_come_anew(
    sits_at: SitsAt, invoice: Article, solved: Request, make_request: Callable[..., Request], li: Person
) -> None:
    request = make_request(subject="咨询", body="你好")
    page = sits_at(li)
    page.goto(f"/desk/requests/{request.number}/")
    page.locator(AREA).press_sequentially("电子发票")
    read = page.locator(".suggest", has_text="电子发票打不开")
    read.locator("summary").click()
    for typed in ("电子发票打不开", "暖气不热怎么办"):  # it is among the new ones, then no more
        with page.expect_response(lambda got, typed=typed: quote(typed) in got.url):
            page.locator(AREA).fill(typed)
        expect(page.locator(".suggests.htmx-request, .suggests.htmx-settling")).to_have_count(0)
        expect(read.locator("button[data-insert-text]")).to_be_visible()
    expect(page.locator(AREA)).to_be_focused()
    read.locator("summary").click()  # closed, it no longer holds the others up
    page.locator(AREA).press_sequentially("？")
    page.locator(".suggest", has_text="暖气不热怎么办").wait_for()
    expect(read).to_have_count(0)


def test_what_solved_another_request_comes_up_too_and_stays_in_the_hand_of_the_agent(
    sits_at: SitsAt, solved: Request, make_request: Callable[..., Request], li: Person
) -> None:
    request = make_request(subject="咨询", body="你好")
    page = sits_at(li, PHONE)
    page.goto(f"/desk/requests/{request.number}/")
    page.locator(AREA).click()
    page.locator(AREA).press_sequentially("电子发票打不开")
    chosen = page.locator(".suggest", has_text="电子发票打不开")
    chosen.wait_for()
    chosen.locator("summary").click()
    expect(chosen.locator(".suggest-from")).to_have_attribute("href", f"/desk/requests/{solved.number}/")
    box = chosen.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    chosen.locator("button[data-insert-text]").click()
    expect(page.locator(AREA)).to_have_value(re.compile("已重发 PDF 版发票到客户邮箱$"))
    assert not Note.objects.filter(request=request).exists()  # nothing is said before the agent says it
