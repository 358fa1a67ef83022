from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.desk.tests.conftest import qian
from quanfu.surveys.tests.conftest import done_request, set_rule, told_request  # the story before the rating

__all__ = ["done_request", "qian", "set_rule", "told_request"]

FORM = {
    "body": "客厅暖气片不热，已经两天了。\n卧室正常。",
    "contact_name": "王建国",
    "contact_phone": "138 0000 0001",
    "nonce": "a-form-of-its-own",
}


@pytest.fixture
def visitor_client() -> Client:
    """A browser of somebody without an account; forgeries are checked as in real life."""
    return Client()


@pytest.fixture
def ask_url(company: Any, portal_channel: Any) -> str:
    return reverse("portal:ask.create", args=[company.code])


@pytest.fixture
def filled() -> dict[str, Any]:
    """A whole form, to be changed by the test."""
    return dict(FORM)
