"""The ways in for customers."""

import re
from typing import Any

import pytest
from django.urls import reverse

from quanfu.channels.actions.channel import delete_channel, ensure_channels, save_channel
from quanfu.channels.enums import READY_KINDS, ChannelKind, ChannelState
from quanfu.channels.models import Channel
from quanfu.channels.queries.channel import channel_for, channels_of, public_channels
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.core.models import JournalEntry

pytestmark = pytest.mark.django_db

HOTLINE = {
    "kind": ChannelKind.PHONE,
    "code": "hotline",
    "name": "服务热线",
    "address": "400-123-4567",
    "hours": "全天 24 小时",
}


@pytest.mark.req("INT-1")
def test_the_list_shows_type_address_hours_owner_and_state(
    company: Any, li: Any, admin: Any, client_of: Any
) -> None:
    mailbox = {
        "kind": ChannelKind.MAIL,
        "code": "mail",
        "name": "服务邮箱",
        "address": "kf@heat.example",
        "hours": "工作日 8:30–17:30",
    }
    chat = {
        "kind": ChannelKind.CHAT,
        "code": "chat",
        "name": "官网客服",
        "address": "www.heat.example",
        "hours": "每天 8:00–20:00",
    }
    for channel in (HOTLINE, mailbox, chat):
        save_channel(instance=None, company=company, owner=li, by=SYSTEM, **channel)
    Channel.objects.filter(code="mail").update(state=ChannelState.IMPAIRED)
    page = client_of(admin).get(reverse("channels:channel.index")).content.decode()
    rows = [re.sub(r"<[^>]*>", " ", row) for row in page.split("<tr")[2:]]
    states = {"hotline": "正常", "mail": "异常", "chat": "正常"}
    for channel in (HOTLINE, mailbox, chat):
        (row,) = [row for row in rows if str(channel["name"]) in row]
        shown = (
            str(ChannelKind(channel["kind"]).label),
            channel["address"],
            channel["hours"],
            "李静",
            states[channel["code"]],
        )
        assert all(text in row for text in shown), (shown, row)
    own = reverse("channels:channel.update", args=[Channel.objects.get(code="mail").pk])
    assert "有故障尚未排除" in client_of(admin).get(own).content.decode()


def test_a_channel_is_made_changed_and_deleted_by_pages(company: Any, zheng: Any, client_of: Any) -> None:
    client = client_of(zheng)
    made = client.post(reverse("channels:channel.create"), {**HOTLINE, "is_active": "on"})
    channel = Channel.objects.get()
    assert (made.status_code, channel.company, channel.is_public) == (303, company, False)
    client.post(
        reverse("channels:channel.update", args=[channel.pk]),
        {**HOTLINE, "is_active": "on", "hours": "8:00–20:00", "max_rings": 3, "check_every_days": 7},
    )
    channel.refresh_from_db()
    assert channel.hours == "8:00–20:00"
    changes = JournalEntry.objects.get(event="channels.channel.changed").changes
    assert changes["hours"] == ["全天 24 小时", "8:00–20:00"]
    client.post(reverse("channels:channel.delete", args=[channel.pk]))
    assert not Channel.objects.exists()


def test_a_second_channel_with_the_same_code_is_refused(company: Any, zheng: Any, client_of: Any) -> None:
    save_channel(instance=None, company=company, by=SYSTEM, **HOTLINE)
    page = client_of(zheng).post(reverse("channels:channel.create"), HOTLINE)
    assert page.status_code == 422
    assert "id_code_error" in page.content.decode()


def test_a_channel_that_was_used_stays(phone_channel: Channel, make_request: Any, zheng: Any) -> None:
    make_request()
    with pytest.raises(Refused):
        delete_channel(instance=phone_channel, by=zheng)
    assert Channel.objects.filter(pk=phone_channel.pk).exists()


def test_an_outsider_changes_no_channel_of_ours(
    phone_channel: Channel, admin: Any, chen: Any, client_of: Any
) -> None:
    assert client_of(chen).get(reverse("channels:channel.update", args=[phone_channel.pk])).status_code == 404
    assert (
        client_of(admin).get(reverse("channels:channel.update", args=[phone_channel.pk])).status_code == 200
    )


def test_a_new_company_gets_every_kind_that_needs_no_setting_up_once(
    company: Any, phone_channel: Channel
) -> None:
    ensure_channels(company=company, by=SYSTEM)
    ensure_channels(company=company, by=SYSTEM)
    assert sorted(Channel.objects.values_list("kind", flat=True)) == sorted(READY_KINDS)


def test_a_kind_without_a_channel_in_use_is_refused_by_name(company: Any, phone_channel: Channel) -> None:
    assert channel_for(company, ChannelKind.PHONE) == phone_channel
    save_channel(
        instance=phone_channel, company=company, code="phone", kind=ChannelKind.PHONE, name="热线", is_active=False, by=SYSTEM
    )  # fmt: skip
    with pytest.raises(Refused, match=r"Songhe|松河"):
        channel_for(company, ChannelKind.PHONE)


def test_only_public_channels_in_use_are_public(
    company: Any, phone_channel: Channel, api_channel: Channel
) -> None:
    assert list(public_channels(company)) == [phone_channel]
    assert list(channels_of(company)) == [phone_channel, api_channel]
