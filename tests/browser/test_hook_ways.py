"""Attacks through every way in; then all pages that show them, to staff and to customers, in a real Chromium."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from quanfu.api.actions.token import make_token
from quanfu.channels.enums import ChannelKind, IncomingState
from quanfu.channels.models import Call, Channel, Incoming, Message, Talk
from quanfu.channels.tests.smtp_sink import running_sink
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.core.testing import corpus, run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Request
from quanfu.desk.queries.request import tracking_path
from quanfu.knowledge.models import Article
from quanfu.org.models import Person, Unit
from tests.browser import hook_ways as ways
from tests.browser.hook import fill, look
from tests.browser.hook_pages import window

__all__ = ["window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PANELS = ("history.panel", "mail.panel", "link.panel", "duplicate.panel", "suggestion.panel", "citation.panel", "callback.panel", "complaint.panel", "talk.panel",
          "reply_template.panel", "time_entry.panel", "hold.panel")  # fmt: skip
LISTS = ("desk:request.index", "channels:incoming.index", "channels:message.index", "channels:call.index", "channels:channel_board.show", "channels:talk.index",
         "customers:customer.index", "knowledge:article.index", "knowledge:topic.index", "core:journal.index", "desk:complaint.index", "org:notification.index",
         "org:unit.index", "desk:service_type.index", "desk:promise.index", "core:job.index", "channels:missed_call.index")  # fmt: skip


@pytest.fixture
def attacked(
    company: Unit,
    li: Person,
    phone_channel: Channel,
    portal_channel: Channel,
    api_channel: Channel,
    tmp_path: Path,
) -> dict[ChannelKind, Channel]:
    """A company into which everything came that can be written, by every way there is."""
    words = fill("all")
    opened = ways.open_ways(company, li)
    ways.by_portal(company, words)
    ways.by_mail(opened[ChannelKind.MAIL], [words, "\n".join(some_of_the_corpora())])
    ways.by_messengers(opened, words)
    ways.by_telephone(phone_channel, words)
    ways.by_chat(opened[ChannelKind.CHAT], words, li)
    ways.by_program(make_token(person=li, by=SYSTEM), words)
    ways.by_files(company, opened[ChannelKind.SOCIAL], words, tmp_path)
    return opened


def some_of_the_corpora() -> list[str]:
    """Strings that others have collected, where they are at hand."""
    try:
        text = (corpus("payload-payloadbox") / "xss-payload-list.txt").read_text(
            encoding="utf-8", errors="replace"
        )
    except pytest.skip.Exception:
        return []
    return text.splitlines()[::3]


def test_all_ways_lead_in(attacked: dict[ChannelKind, Channel]) -> None:
    """Else the story below would prove nothing."""
    kinds = {"portal", "mail", "dingtalk", "feishu", "wechat", "wecom", "chat", "social", "api", "import"}
    assert kinds <= set(Request.objects.values_list("channel__kind", flat=True))
    assert Call.objects.count() > 20 and Talk.objects.count() == 2 and Article.objects.exists()
    stuck = list(
        Incoming.objects.exclude(state=IncomingState.UNDERSTOOD).values_list(
            "channel__kind", "state", "error"
        )
    )
    assert not stuck


def test_nothing_that_came_in_acts_on_any_page_of_staff_or_customers(
    attacked: dict[ChannelKind, Channel], window: Callable[..., Any], admin: Person, li: Person, company: Unit
) -> None:
    wrong: list[str] = []
    staff, found = window(admin)
    agent, seen = window(li)
    customer, shown = window(None)
    latest = {
        request.channel.kind: request for request in Request.objects.select_related("channel").order_by("pk")
    }
    for request in latest.values():
        with suppress(Refused):  # an SMS holds less
            add_note(request=request, kind=NoteKind.REPLY, text=fill("reply"), by=li)
        add_note(request=request, kind=NoteKind.NOTE, text=fill("note"), by=li)
        paths = [
            reverse("desk:request.show", args=[request.number]),
            *(reverse(f"desk:{name}", args=[request.number]) for name in PANELS),
        ]
        paths += [
            reverse("desk:mail.show", args=[request.number, mail.pk]) + more
            for mail in Incoming.objects.filter(request_number=request.number).exclude(html="")
            for more in ("", "?images=yes")
        ]
        for path in paths:
            status = look(agent, seen, path)
            wrong += [] if status in (200, 404) else [f"{path}: {status}"]
        look(customer, shown, tracking_path(request))
    for name in LISTS:
        wrong += [f"{name}: {status}" for status in [look(staff, found, reverse(name))] if status != 200]
    for one in (Call.objects.first(), Call.objects.last()):
        look(agent, seen, reverse("channels:call.update", args=[one.pk]))
    for incoming in Incoming.objects.order_by("-pk")[:40:4]:
        look(staff, found, reverse("channels:incoming.show", args=[incoming.pk]))
    for words in ("暖气", "script", "__ran", "<b hookx>", '"><img hookx>', "javascript:", "hookx</mark>"):
        for name in (
            "desk:request.index",
            "knowledge:article.index",
            "customers:customer.index",
            "ui:search.index",
        ):
            look(agent, seen, f"{reverse(name)}?q={ways.quote(words)}")
        look(customer, shown, f"/c/{company.code}/help/?q={ways.quote(words)}")
    for path in (
        f"/c/{company.code}/",
        f"/c/{company.code}/contact/",
        f"/c/{company.code}/help/{Article.objects.get().pk}/",
        f"/c/{company.code}/chat/",
    ):
        wrong += [f"{path}: {status}" for status in [look(customer, shown, path)] if status != 200]
    wrong += [
        *(f"admin {text}" for text in found),
        *(f"agent {text}" for text in seen),
        *(f"customer {text}" for text in shown),
    ]
    assert not wrong, f"{len(wrong)} faults:\n" + "\n".join(dict.fromkeys(wrong))


def test_files_from_outside_are_kept_apart_from_our_pages(
    attacked: dict[ChannelKind, Channel], window: Callable[..., Any], li: Person
) -> None:
    """Each file's link, opened as a page by whoever clicks on it."""
    page, faults = window(li)
    links: set[str] = set()
    for request in Request.objects.filter(channel__kind__in=("mail", "portal", "chat")):
        for place in ("desk:request.show", "desk:mail.panel"):
            page.goto(reverse(place, args=[request.number]))
            links |= set(
                page.evaluate(
                    "() => [...document.querySelectorAll('a[href], img[src]')].map((e) => e.getAttribute('href') || e.getAttribute('src'))"
                )
            )
    files = sorted(link for link in links if "/core/files/" in link)
    assert len(files) > 12
    for link in files:
        got = page.request.get(link)
        heads = got.headers
        assert (
            heads["x-content-type-options"] == "nosniff" and "sandbox" in heads["content-security-policy"]
        ), link
        said = heads["content-disposition"]
        assert "\r" not in said and "\n" not in said and "x-evil" not in heads
        if heads["content-type"] not in ("image/png", "image/jpeg", "image/gif"):
            assert said.startswith("attachment"), (link, said)
        assert heads["content-type"].split(";")[0] not in ("text/html", "image/svg+xml", "application/xml"), (
            link
        )
    assert not faults


def test_mails_that_go_out_hold_no_attack(
    attacked: dict[ChannelKind, Channel], window: Callable[..., Any], li: Person, settings: Any
) -> None:
    """As the customer's mail program would show them, if it ran all it is given."""

    with running_sink() as sink:
        settings.MAIL_ENABLED, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", sink.port
        settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
        settings.DEFAULT_FROM_EMAIL = "客户服务 <noreply@a.example>"
        for request in Request.objects.exclude(contact_email=""):
            add_note(request=request, kind=NoteKind.REPLY, text=fill("reply"), by=li)
        run_jobs()
        mails = list(sink.taken)
    assert len(mails) >= 4 and not Message.objects.filter(way="mail", state="failed").exists()
    page, faults = window(None)
    for mail in mails:
        assert set(mail.keys()) <= ways.HEADERS, mail.keys()
        html = mail.get_body(("html",)).get_content()
        page.goto("about:blank")
        page.set_content(html, wait_until="load")
        faults += page.evaluate(ways.FIND)
    assert not faults, "\n".join(dict.fromkeys(faults))
