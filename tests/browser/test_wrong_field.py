"""A form that comes back: what was typed is kept, and the cursor stands in the first field that is wrong."""

from collections.abc import Callable
from typing import Any

import pytest

from quanfu.org.models import Person
from tests.browser.conftest import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_cursor_stands_in_the_first_field_that_is_wrong(
    sits_at: Callable[..., Any], company: Any, zheng: Person
) -> None:
    page = sits_at(zheng)
    page.goto("/channels/channels/new/")
    page.fill("#id_hours", "周一至周五 8:30–17:30")
    page.click(".form-actions button[type=submit]")
    page.locator("#id_kind_search:focus").wait_for()  # the box that stands over the list of kinds
    expect(page.locator("#id_kind_error")).to_be_visible()
    expect(page.locator("#id_hours")).to_have_value("周一至周五 8:30–17:30")
    page.keyboard.type("电话")
    page.keyboard.press("Enter")
    page.fill("#id_code", "hotline")
    page.keyboard.press("Enter")
    page.locator("#id_name:focus").wait_for()
