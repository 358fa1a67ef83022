"""The pages of macros and reply templates, through HTTP and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from quanfu.desk.actions.macro import save_macro
from quanfu.desk.actions.reply_template import save_reply_template
from quanfu.desk.models import (
    Macro,
    ReplyTemplate,
    Request,
)
from quanfu.desk.views import macro, reply_template
from quanfu.org.models import Person, Unit
from quanfu.ui.crud_tests import CrudTests

pytestmark = pytest.mark.django_db
LoggedIn = Callable[[Person], Client]


@pytest.fixture
def browser(client_of: LoggedIn, li: Person) -> Client:
    return client_of(li)


def text_of(response: Any) -> str:
    return response.content.decode()


# macros, templates


class TestMacros(CrudTests):
    crud = macro.crud

    @pytest.fixture
    def make(self, company: Unit) -> Callable[[int], Macro]:
        return lambda n: Macro.objects.create(
            company=company, name=f"宏{n}", steps=[{"act": "priority", "value": 1}]
        )

    @pytest.fixture
    def valid(self) -> dict[str, Any]:
        return {"name": "加急", "position": 1, "is_active": "on", "step_priority": "1", "step_note": "已加急"}

    @pytest.fixture
    def invalid(self) -> dict[str, Any]:
        return {"name": "空", "position": 1}


class TestReplyTemplates(CrudTests):
    crud = reply_template.crud

    @pytest.fixture
    def make(self, company: Unit) -> Callable[[int], ReplyTemplate]:
        return lambda n: ReplyTemplate.objects.create(company=company, name=f"模板{n}", text="您好")

    @pytest.fixture
    def valid(self) -> dict[str, Any]:
        return {
            "name": "问候",
            "text": "{{contact_name}}您好",
            "position": 1,
            "is_active": "on",
            "shortcut": "hi",
        }

    @pytest.fixture
    def invalid(self) -> dict[str, Any]:
        return {"name": "坏", "text": "{{unknown}}", "position": 1}


def test_a_macro_is_seen_before_it_runs(
    browser: Client, make_request: Callable[..., Request], zheng: Person
) -> None:
    request = make_request()
    found = save_macro(
        instance=None,
        name="加急",
        steps=[{"act": "priority", "value": 1}, {"act": "note", "value": "已加急"}],
        by=zheng,
    )
    path = f"/desk/requests/{request.number}/macros/"
    assert f"{path}{found.pk}/" in text_of(browser.get(path))
    assert "已加急" in text_of(browser.get(f"{path}{found.pk}/"))
    assert Request.objects.get(pk=request.pk).priority == 2
    assert browser.post(f"{path}{found.pk}/").status_code == 303
    assert Request.objects.get(pk=request.pk).priority == 1
    page = browser.post(f"{path}{found.pk}/")
    assert page.status_code == 422 and "notice--negative" in text_of(page)
    assert browser.post(f"{path}{found.pk}/", {"partial": "on"}).status_code == 303


def test_templates_come_filled_to_the_composer(
    browser: Client, make_request: Callable[..., Request], zheng: Person
) -> None:
    request = make_request()
    save_reply_template(
        instance=None, name="问候", shortcut="hi", text="{{contact_name}}您好，编号 {{number}}。", by=zheng
    )
    page = text_of(browser.get(f"/desk/requests/{request.number}/reply-templates/"))
    assert f'data-insert-text="{request.contact_name}您好，编号 {request.number}。"' in page and "/hi" in page
