from collections.abc import Callable, Iterator
from typing import Any

import pytest

from quanfu.channels.adapters.sms.tests.stand_in import KEY_ID, SECRET, SIGN, SmsClouds
from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel, SmsTemplate
from quanfu.channels.queries.channel import CHANNELS
from quanfu.channels.tests.stand_in import running
from quanfu.core.sealed import seal


@pytest.fixture
def clouds() -> Iterator[SmsClouds]:
    with running(SmsClouds()) as server:
        yield server


@pytest.fixture
def make_sms(company: Any, clouds: SmsClouds) -> Callable[..., Channel]:
    """make_sms("aliyun", **settings): the company's SMS channel, with every template of the stand-in."""

    def make(provider: str = "aliyun", **settings: Any) -> Channel:
        values = {
            "provider": provider,
            "key_id": KEY_ID,
            "sign": SIGN,
            "app_id": "1400",
            "region": "ap-guangzhou",
            "api_url": clouds.url,
        }
        channel = Channel.objects.create(
            company=company, code="sms", kind=ChannelKind.SMS, name="短信", settings=values | settings, sealed=seal({"key_secret": SECRET})
        )  # fmt: skip
        for code, text in clouds.templates.items():
            SmsTemplate.objects.create(channel=channel, code=code, name=code, text=text)
        CHANNELS.changed()
        return channel

    return make
