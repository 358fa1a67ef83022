"""The mails of a request on its page."""

from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.channels.actions.incoming import keep_incoming
from quanfu.channels.adapters.mail.receive import key_of
from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel, Incoming
from quanfu.core.actor import SYSTEM
from quanfu.core.testing import run_jobs

pytestmark = pytest.mark.django_db

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
HTML = """<p onclick="steal()">您好</p><script>steal()</script><img src="https://tracker.example/p.gif"><img src="cid:logo">
<a href="javascript:steal()">x</a><blockquote>旧的话</blockquote>"""


@pytest.fixture
def mail(company: Any, front: Any, li: Any) -> Incoming:
    """A mail with HTML, a picture of its own and one elsewhere, that opened a request."""
    channel = Channel.objects.create(
        company=company,
        code="mail",
        kind=ChannelKind.MAIL,
        name="邮箱",
        address="service@a.example",
        owner=li,
    )
    written = EmailMessage(SMTP)
    written["From"], written["To"], written["Subject"] = "王 <wang@home.example>", "service@a.example", "暖气"
    written["Message-ID"], written["Date"] = "<m1@home.example>", "Sun, 22 Nov 2026 09:00:00 +0800"
    written.set_content("您好\n\n> 旧的话\n")
    written.add_alternative(HTML, subtype="html")
    html: Any = written.get_payload()[1]
    html.add_related(PIXEL, "image", "png", cid="<logo>", filename="logo.png")
    raw = written.as_bytes()
    incoming = keep_incoming(channel=channel, key=key_of(raw), raw=raw, by=SYSTEM)
    assert incoming is not None
    run_jobs()
    incoming.refresh_from_db()
    assert incoming.request_number
    return incoming


def test_the_page_of_a_request_shows_its_mails(mail: Incoming, client_of: Any, li: Any) -> None:
    browser: Client = client_of(li)
    page = browser.get(reverse("desk:mail.panel", args=[mail.request_number])).content.decode()
    assert "wang@home.example" in page
    assert 'sandbox="allow-popups"' in page
    assert "steal" not in page
    assert (
        reverse("desk:mail.panel", args=[mail.request_number])
        in browser.get(reverse("desk:request.show", args=[mail.request_number])).content.decode()
    )


def test_remote_pictures_are_off_until_asked(mail: Incoming, client_of: Any, li: Any) -> None:
    browser: Client = client_of(li)
    place = reverse("desk:mail.show", args=[mail.request_number, mail.pk])
    closed = browser.get(place)
    body = closed.content.decode()
    assert 'src="https://tracker.example' not in body
    assert 'src="data:image/png;base64,' in body, "the mail's own picture is there"
    assert "steal" not in body
    policy = closed["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "https:" not in policy
    opened = browser.get(f"{place}?images=yes")
    assert 'src="https://tracker.example/p.gif"' in opened.content.decode()
    assert "img-src data: http: https:" in opened["Content-Security-Policy"]


def test_a_mail_of_another_request_is_not_there(
    mail: Incoming, client_of: Any, li: Any, make_request: Any
) -> None:
    other = make_request()
    assert client_of(li).get(reverse("desk:mail.show", args=[other.number, mail.pk])).status_code == 404


def test_what_was_not_verified_is_marked_for_colleagues(mail: Incoming, client_of: Any, li: Any) -> None:
    place = reverse("desk:mail.panel", args=[mail.request_number])
    believed = client_of(li).get(place).content.decode()
    Incoming.objects.filter(pk=mail.pk).update(is_verified=False, warnings=["sender-forged"])
    page = client_of(li).get(place).content.decode()
    assert "badge--warning" in page
    assert "badge--warning" not in believed


def test_the_original_is_offered_to_who_may_have_it(
    mail: Incoming, client_of: Any, li: Any, roles: Any
) -> None:
    place = reverse("desk:mail.panel", args=[mail.request_number])
    raw = reverse("channels:raw.show", args=[mail.pk])
    assert (raw in client_of(li).get(place).content.decode()) == li.may("channels.raw.show")
