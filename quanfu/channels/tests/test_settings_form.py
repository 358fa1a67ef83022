"""Settings of a channel by its kind: kept, secret where they are secret, with an effect."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from quanfu.channels.adapters.mail.forms import MailForm
from quanfu.channels.enums import ChannelKind
from quanfu.channels.forms.channel import ChannelForm
from quanfu.channels.models import Channel
from quanfu.channels.queries.opening import closed_note, opening_of
from quanfu.core.clock import at
from quanfu.core.models import JournalEntry
from quanfu.core.models.calendar import WorkCalendar
from quanfu.core.queries.calendar import CALENDARS

pytestmark = pytest.mark.django_db
WEIBO = {"code": "weibo", "name": "微博", "is_active": "on", "check_every_days": "7"}


@pytest.fixture
def social(company: Any) -> Channel:
    return Channel.objects.create(company=company, code="weibo", kind=ChannelKind.SOCIAL, name="微博")


def change(client: Any, channel: Channel, **values: str) -> Any:
    given = {**WEIBO, "kind-feed_url": "https://x.example/feed", "kind-every_minutes": "5", **values}
    answer = client.post(reverse("channels:channel.update", args=[channel.pk]), given)
    channel.refresh_from_db()
    return answer


def test_a_saved_channel_goes_on_to_the_settings_of_its_kind(
    company: Any, zheng: Any, client_of: Any
) -> None:
    client = client_of(zheng)
    made = client.post(reverse("channels:channel.create"), {**WEIBO, "kind": "social"})
    channel = Channel.objects.get()
    assert made["Location"] == reverse("channels:channel.update", args=[channel.pk])
    assert "kind-feed_url" in client.get(made["Location"]).content.decode()
    again = change(client, channel)
    assert (again.status_code, again["Location"]) == (303, made["Location"])  # there the connection is tested


def test_settings_are_kept_and_secrets_are_never_shown_again(
    social: Channel, zheng: Any, client_of: Any
) -> None:
    client = client_of(zheng)
    assert change(client, social, **{"kind-token": "geheim-123"}).status_code == 303
    assert social.settings["feed_url"] == "https://x.example/feed"
    assert social.secrets == {"token": "geheim-123"}
    assert "geheim-123" not in f"{social.settings} {social.sealed}"
    assert (
        "geheim-123" not in client.get(reverse("channels:channel.update", args=[social.pk])).content.decode()
    )
    assert "geheim-123" not in str(list(JournalEntry.objects.values_list("changes", flat=True)))
    change(client, social, **{"kind-token": "", "kind-every_minutes": "9"})
    assert social.setting("token") == "geheim-123"
    assert social.settings["every_minutes"] == 9


def test_what_the_kind_refuses_stands_beside_its_field(social: Channel, zheng: Any, client_of: Any) -> None:
    answer = change(client_of(zheng), social, **{"kind-every_minutes": "0"})
    assert answer.status_code == 422
    assert "id_kind-every_minutes_error" in answer.content.decode()
    assert social.settings == {}


def test_a_secret_sealed_with_another_key_is_no_secret(social: Channel, settings: Any) -> None:
    from quanfu.core.sealed import seal

    social.sealed = seal({"token": "a"})
    settings.SECRET_KEY = "another"
    assert social.secrets == {}


@pytest.fixture
def opened(company: Any) -> WorkCalendar:
    week = {day: [["08:30", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    calendar = WorkCalendar.objects.create(code="desk", name="营业时间", tz="Asia/Shanghai", week=week)
    CALENDARS.changed()
    return calendar


@pytest.mark.parametrize(
    ("hour", "is_open", "opens"),
    [
        ("2026-11-23 01:00", True, None),
        ("2026-11-23 12:00", False, "2026-11-24 08:30"),
        ("2026-11-27 12:00", False, "2026-11-30 08:30"),
    ],
)
def test_opening_hours_say_when_it_opens_next(
    opened: WorkCalendar, social: Channel, hour: str, is_open: bool, opens: str
) -> None:
    moment = datetime.fromisoformat(hour).replace(tzinfo=UTC)
    assert opening_of(social, moment).is_open  # without a calendar always
    social.calendar = opened
    opening = opening_of(social, moment)
    assert opening.is_open is is_open
    assert (opens or "") in closed_note(social, moment)
    with at(moment):
        assert opening.text


def test_the_contact_page_says_whether_somebody_is_there(
    opened: WorkCalendar, social: Channel, company: Any, client: Any
) -> None:
    Channel.objects.update(calendar=opened, is_public=True, hours="周一至周五 8:30–17:00")
    page = reverse("portal:contact.show", args=[company.code])
    with at(datetime(2026, 11, 23, 1, tzinfo=UTC)):
        inside = client.get(page).content.decode()
    with at(datetime(2026, 11, 23, 12, tzinfo=UTC)):
        outside = client.get(page).content.decode()
    assert "周一至周五 8:30–17:00" in inside
    assert inside != outside
    assert "08:30" in outside


def test_every_setting_stands_in_one_group_and_depends_on_settings_that_are_there(
    company: Any, zheng: Any
) -> None:
    for kind in ChannelKind:
        channel = Channel.objects.create(company=company, code=kind, kind=kind, name=kind)
        form = ChannelForm(by=zheng, instance=channel)
        named = [name for _title, names in form.groups for name in names]
        assert sorted(named) == sorted(form.fields)
        for field in form.fields.values():
            for wanted in field.widget.attrs.get("data-shown-for", "").split():
                name, values = wanted.split("=")
                offered = {str(value) for value, _label in form.fields[name].choices}
                assert set(values.split("|")) <= offered


@pytest.mark.parametrize("said", ["-----BEGIN rubbish", "证书"])
def test_a_certificate_that_is_none_is_refused_where_it_is_entered(said: str) -> None:
    assert "tls_ca" in MailForm({"receive": "pipe", "tls_ca": said}).errors
