"""The pages of people, customers, channels and settings in a real browser: on a desk in light, on a phone in dark."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.sound import walked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_of_the_ground_floors_is_sound_on_a_desk_in_light_and_on_a_phone_in_dark(
    sits_at: Callable[..., Any],
) -> None:
    """Errors of scripts are seen by the fixture."""
    seen, wrong = walked(sits_at, ground=True)
    assert not wrong, f"{len(wrong)} faults:\n" + "\n".join(wrong)
    assert seen > 110
