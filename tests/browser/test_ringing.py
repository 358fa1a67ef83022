"""Who rings comes up on whatever page the agent has open."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from quanfu.channels.actions.extension import save_extension
from quanfu.channels.adapters.own_sign import signature
from quanfu.channels.models import Channel
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.sealed import seal
from quanfu.core.testing import run_jobs
from quanfu.desk.models import Request
from quanfu.org.models import Person
from tests.browser.conftest import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def report(channel: Channel, event: str, **more: str) -> None:
    body = json.dumps({"call": "c-1", "event": event, "at": now().isoformat(), **more}).encode()
    stamp = str(int(now().timestamp()))
    signed = {"X-Quanfu-Timestamp": stamp, "X-Quanfu-Signature": signature("s3cret", stamp, body)}
    answer = Client().post(channel.hook_path, body, content_type="application/json", headers=signed)
    assert answer.status_code == 200
    run_jobs()


@pytest.mark.req("INT-16")
def test_who_rings_comes_up_with_what_they_asked_before(
    sits: Callable[..., Any],
    make_request: Callable[..., Request],
    phone_channel: Channel,
    li: Person,
) -> None:
    request = make_request(subject="阀门漏水")
    phone_channel.settings, phone_channel.sealed = {"system": "hook"}, seal({"secret": "s3cret"})
    phone_channel.greeting = "您好，这里是服务热线。"
    phone_channel.save()
    save_extension(instance=None, channel=phone_channel, number="8001", person=li, by=SYSTEM)
    page = sits(li, "/customers/")
    caller = {"from": request.contact_phone, "extension": "8001"}
    report(phone_channel, "ringing", **caller)
    card = page.locator("[data-ring]")
    card.wait_for()
    for words in (request.customer.name, "阀门漏水", "您好，这里是服务热线。"):
        expect(card).to_contain_text(words)
    report(phone_channel, "talking", **caller)
    page.locator(".ring--talking").wait_for()
    expect(card).to_have_count(1)
    report(phone_channel, "ended", **caller)
    page.locator(".ring--ended").wait_for()
    card.locator(".ring-acts a").click()
    page.wait_for_url("**/desk/requests/new/?phone=*")
    expect(page.locator("#id_contact_phone")).to_have_value(request.contact_phone)
    expect(page.locator("[data-ring]")).to_have_count(0)


def test_a_card_that_was_closed_stays_closed(
    sits: Callable[..., Any],
    phone_channel: Channel,
    li: Person,
) -> None:
    phone_channel.settings, phone_channel.sealed = {"system": "hook"}, seal({"secret": "s3cret"})
    phone_channel.save()
    save_extension(instance=None, channel=phone_channel, number="8001", person=li, by=SYSTEM)
    page = sits(li, "/customers/")
    report(phone_channel, "ringing", extension="8001", **{"from": "13900000009"})
    page.locator("[data-ring-close]").click()
    expect(page.locator(".ringing")).to_be_hidden()
    report(phone_channel, "ended", extension="8001", **{"from": "13900000009"})
    page.wait_for_timeout(700)
    assert page.locator("[data-ring]").count() == 0
