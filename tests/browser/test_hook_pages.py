"""The pages of people, customers, channels and settings, their words full of attacks, in a real Chromium: nothing acts."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.hook import FIND, PAYLOADS
from tests.browser.hook_pages import acted, window

__all__ = ["window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# They act in files, scripts, templates and texts with marks; in a bare page they are words whatever one does.
ONLY_WORDS = (
    "\u2028",
    "'",
    "=",
    "..",
    "%3C",
    "$",
    "{",
    "&lt;",
    "[",
    "!",
    "//",
    "java\t",
    "javascript:",
    "data:",
)


def test_the_eye_sees_each_attack_where_nothing_is_escaped(window: Callable[..., Any]) -> None:
    """Else the story below would prove nothing."""
    page, faults = window(None)
    blind = []
    for attack in PAYLOADS:
        del faults[:]
        for place in (f"<p>{attack}</p>", f'<input value="{attack}">', f"<input value='{attack}'>", f'<a href="{attack}">x</a>',
                      f"<input value={attack}>", f"<textarea>{attack}</textarea>", f"<template>{attack}</template>"):  # fmt: skip
            page.goto("about:blank")
            page.set_content(place, wait_until="commit")
            faults += page.evaluate(FIND)
        blind += [attack] if not faults else []
    assert set(blind) <= {attack for attack in PAYLOADS if attack.startswith(ONLY_WORDS)}


def test_no_word_in_any_column_acts_on_any_page_of_the_ground_floors(window: Callable[..., Any]) -> None:
    seen, wrong = acted(window, ground=True)
    assert not wrong, f"{len(wrong)} faults:\n" + "\n".join(wrong)
    assert seen > 110
