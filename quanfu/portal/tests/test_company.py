"""The door."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.channels.models import Channel
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db


def test_with_several_companies_the_visitor_chooses(
    company: Any, other_company: Any, visitor_client: Client
) -> None:
    page = visitor_client.get("/").content.decode()
    assert reverse("portal:company.show", args=[company.code]) in page
    assert reverse("portal:company.show", args=[other_company.code]) in page


def test_the_only_company_opens_by_itself(company: Any, other_company: Any, visitor_client: Client) -> None:
    other_company.closed_on = "2020-01-02"
    other_company.opened_on = "2020-01-01"
    other_company.save()
    assert visitor_client.get("/")["Location"] == reverse("portal:company.show", args=[company.code])


def test_who_works_here_goes_on_to_their_work(company: Any, li: Person, client_of: Any) -> None:
    assert client_of(li).get("/")["Location"] == reverse("start")


@pytest.mark.req("INT-2")
def test_only_public_channels_show_with_their_hours(
    company: Any,
    phone_channel: Channel,
    portal_channel: Channel,
    api_channel: Channel,
    visitor_client: Client,
) -> None:
    Channel.objects.filter(pk=phone_channel.pk).update(hours="全天 24 小时", address="400-123-4567")
    Channel.objects.filter(pk=portal_channel.pk).update(hours="每天 6:00–23:00")
    for name in ("portal:contact.show", "portal:company.show"):
        page = visitor_client.get(reverse(name, args=[company.code])).content.decode()
        assert "服务热线" in page and "400-123-4567" in page and "全天 24 小时" in page
        assert "网上报修" in page and "每天 6:00–23:00" in page
        assert "接口" not in page


def test_what_the_company_does_shows(company: Any, repair_type: Any, visitor_client: Client) -> None:
    assert (
        "暖气不热" in visitor_client.get(reverse("portal:company.show", args=[company.code])).content.decode()
    )


@pytest.mark.parametrize("code", ["nobody", "group", "a-front", "%00", "😀", "' OR 1=1"])
def test_what_is_no_company_is_not_found(code: str, cast: Any, visitor_client: Client) -> None:
    for page in ("company.show", "ask.create", "search.create"):
        assert visitor_client.get(reverse(f"portal:{page}", args=[code])).status_code == 404


def test_pages_speak_english_to_who_asks_for_it(
    company: Any, portal_channel: Channel, visitor_client: Client
) -> None:
    page = visitor_client.get(
        reverse("portal:ask.create", args=[company.code]), headers={"Accept-Language": "en"}
    )
    assert "What can we do for you?" in page.content.decode()
