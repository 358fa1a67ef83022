"""The pages of requests and all that follows from them, and the customers' own, their words full of attacks: nothing acts."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.hook_pages import acted, window

__all__ = ["window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_no_word_in_any_column_acts_on_any_page_of_the_work(window: Callable[..., Any]) -> None:
    seen, wrong = acted(window, ground=False)
    assert not wrong, f"{len(wrong)} faults:\n" + "\n".join(wrong)
    assert seen > 210
