"""Mails that go out: headers, both forms, files, signatures, and by whose server."""

import base64
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core.files.base import ContentFile

from quanfu.channels.actions.message import deliver, send_message
from quanfu.channels.adapters.contract import NotSent
from quanfu.channels.adapters.mail import dkim, oauth
from quanfu.channels.adapters.mail.check import check
from quanfu.channels.adapters.mail.forms import MailForm
from quanfu.channels.adapters.mail.tests.provider import TOKEN, running_provider
from quanfu.channels.adapters.mail.tests.servers import free_port, make_certificate
from quanfu.channels.enums import MessageState, Way
from quanfu.channels.models import Channel, Message
from quanfu.core.actor import SYSTEM
from quanfu.core.files import store_file
from quanfu.core.testing import run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rsa_key() -> str:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(65537, 2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def send(company: Any, mailbox: Channel, li: Any) -> Any:
    """send(): a mail to Wang by the mailbox, delivered."""

    def go(**given: Any) -> Message:
        values = {
            "to": "wang@home.example",
            "subject": "师傅明天到",
            "text": "王先生，您好！\n师傅明天上午到。",
            "by": li,
            "channel": mailbox,
            **given,
        }
        message = send_message(company=company, way=Way.MAIL, **values)
        run_jobs()
        message.refresh_from_db()
        return message

    return go


class Server:
    """aiosmtpd with TLS, sign-in by password or XOAUTH2; keeps whole mails as bytes."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.signed_in: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope.content)
        return "250 ok"

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> Any:
        from aiosmtpd.smtp import AuthResult

        said = base64.b64decode(args[1]).decode()
        if f"Bearer {TOKEN}" not in said:
            return AuthResult(success=False, handled=False)
        self.signed_in.append(said.partition("\x01")[0])
        return AuthResult(success=True)


@pytest.fixture
def tls_server(tmp_path: Any) -> Iterator[tuple[Server, int, str]]:
    """(server, port, its certificate): STARTTLS, login service with secret-1."""
    import ssl

    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, AuthResult

    cert, key = make_certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    server = Server()

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> Any:
        right = data.login == b"service" and data.password == b"secret-1"
        if right:
            server.signed_in.append("service")
        return AuthResult(success=right, handled=False)

    class Strict(Controller):
        def factory(self) -> Any:
            return SMTP(
                self.handler,
                require_starttls=True,
                tls_context=context,
                authenticator=authenticate,
                auth_required=True,
            )

    controller = Strict(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield server, controller.port, cert.read_text()
    finally:
        controller.stop()


def test_a_mail_has_both_forms_and_its_styles_inside(send: Any, mail_server: Any) -> None:
    send(request_number="FW-1")
    (mail,) = mail_server.taken
    assert mail.get_boundary() and b"References: <" in mail.as_bytes()
    plain, html = (mail.get_body((form,)).get_content() for form in ("plain", "html"))
    assert "王先生，您好！" in plain
    assert "王先生，您好！" in html
    assert "FW-1" in plain
    assert "<style" not in html
    assert 'style="' in html
    assert "<script" not in html
    assert mail["X-Quanfu"]


def test_words_of_customers_are_text_in_the_html(send: Any, mail_server: Any) -> None:
    send(text="<script>alert(1)</script> & <b>x</b>")
    html = mail_server.taken[0].get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_files_go_along(send: Any, mail_server: Any, company: Any, mailbox: Any, li: Any) -> None:
    file = store_file(ContentFile(b"%PDF-1.4 x", name="报价单.pdf"), by=li)
    send(files=[file])
    (attached,) = mail_server.taken[0].iter_attachments()
    assert attached.get_filename() == "报价单.pdf"
    assert attached.get_content() == b"%PDF-1.4 x"


def test_the_language_of_the_channel_frames_the_mail(
    send: Any, mail_server: Any, mailbox: Channel, set_up: Any
) -> None:
    send(request_number="FW-1", channel=set_up(mailbox, language="en"))
    send(request_number="FW-1", channel=set_up(mailbox, language="zh-hans"))
    first, second = (mail.get_body(("plain",)).get_content() for mail in mail_server.taken)
    assert "Please answer this mail" in first
    assert "请直接回复" in second


def test_without_plus_addresses_the_token_stands_in_the_message_id_alone(
    send: Any, mail_server: Any, mailbox: Channel, set_up: Any
) -> None:
    send(request_number="FW-1", channel=set_up(mailbox, plus=False))
    (mail,) = mail_server.taken
    assert mail["Reply-To"] == "service@a.example"
    assert mail["Message-ID"].startswith("<q")


def test_the_name_of_the_sender_is_the_channels(
    send: Any, mail_server: Any, mailbox: Channel, set_up: Any
) -> None:
    send(channel=set_up(mailbox, sender_name="松河热力客服"))
    assert "松河热力客服" in mail_server.taken[0]["From"]
    assert "noreply@a.example" in mail_server.taken[0]["From"], "the global server may refuse other senders"


def test_what_machines_write_says_so_and_what_people_write_does_not(send: Any, mail_server: Any) -> None:
    send(by=SYSTEM)
    send()
    machine, person = mail_server.taken
    assert (machine["Auto-Submitted"], machine["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert (person["Auto-Submitted"], person["X-Auto-Response-Suppress"]) == (None, None)


def test_each_attempt_is_the_same_mail(company: Any, mailbox: Channel, mail_server: Any, li: Any) -> None:
    message = send_message(
        company=company, way=Way.MAIL, to="wang@home.example", subject="x", text="y", by=li, channel=mailbox
    )
    mail_server.answers["DATA"] = "drop"
    with pytest.raises(NotSent):
        deliver(message_id=message.pk, by=SYSTEM)
    mail_server.answers.clear()
    deliver(message_id=message.pk, by=SYSTEM)
    first, second = mail_server.taken
    assert first["Message-ID"] == message.message_id
    assert first.as_bytes() == second.as_bytes()


def test_a_key_signs_what_goes_out(
    send: Any, mailbox: Channel, set_up: Any, tls_server: Any, rsa_key: str
) -> None:
    import dkim as checker

    server, port, cert = tls_server
    set_up(
        mailbox, {"smtp_password": "secret-1", "dkim_key": rsa_key}, smtp_host="localhost", smtp_port=port, smtp_tls="starttls",
        smtp_login="service", tls_ca=cert, dkim_domain="a.example", dkim_selector="q1",
    )  # fmt: skip
    assert send(channel=mailbox).state == MessageState.SENT
    (raw,) = server.taken
    assert (
        message_from_bytes(raw, policy=policy.default)["From"].addresses[0].addr_spec == "service@a.example"
    )
    asked: list[bytes] = []

    def published(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return dkim.record_of(rsa_key).encode()

    assert checker.verify(raw, dnsfunc=published)
    assert asked == [b"q1._domainkey.a.example."]
    assert not checker.verify(raw.replace(b"Subject:", b"Subject: Re:", 1), dnsfunc=published)
    assert not checker.verify(b"From: other@x.example\r\n" + raw, dnsfunc=published), (
        "a second From is noticed"
    )


def test_a_wrong_password_is_told_and_tried_again(
    send: Any, mailbox: Channel, set_up: Any, tls_server: Any
) -> None:
    _server, port, cert = tls_server
    set_up(
        mailbox,
        {"smtp_password": "wrong"},
        smtp_host="localhost",
        smtp_port=port,
        smtp_tls="starttls",
        smtp_login="service",
        tls_ca=cert,
    )
    with pytest.raises(Exception, match="535"):
        send(channel=mailbox)
    (message,) = Message.objects.all()
    assert message.state == MessageState.QUEUED
    assert "535" in message.error
    assert not check(mailbox)[-1].ok


def test_a_server_with_an_unknown_certificate_gets_no_password(
    send: Any, mailbox: Channel, set_up: Any, tls_server: Any
) -> None:
    server, port, _cert = tls_server
    set_up(
        mailbox,
        {"smtp_password": "secret-1"},
        smtp_host="localhost",
        smtp_port=port,
        smtp_tls="starttls",
        smtp_login="service",
    )
    with pytest.raises(Exception, match=r"(?i)certificate"):
        send(channel=mailbox)
    assert server.signed_in == []


def test_oauth_signs_in_for_sending_too(send: Any, mailbox: Channel, set_up: Any, tls_server: Any) -> None:
    server, port, cert = tls_server
    with running_provider() as provider:
        set_up(
            mailbox, {"oauth_token": "refresh-1"}, smtp_host="localhost", smtp_port=port, smtp_tls="starttls", smtp_login="service@a.example",
            tls_ca=cert, auth="oauth2", oauth_url=f"{provider.url}/token", oauth_client="quanfu", oauth_scope="mail.send",
        )  # fmt: skip
        assert send(channel=mailbox).state == MessageState.SENT
        assert send(channel=mailbox).state == MessageState.SENT
        assert server.signed_in == ["user=service@a.example"] * 2
        assert [asked["scope"] for asked in provider.asked] == ["mail.send"], "one token for both"


def test_a_provider_that_is_down_is_asked_again() -> None:
    grant = oauth.Grant(f"http://127.0.0.1:{free_port()}/token", "c", "s", "r")
    with pytest.raises(oauth.NoToken) as problem:
        oauth.access_token(grant)
    assert not problem.value.final


def test_the_form_refuses_what_cannot_work(rsa_key: str) -> None:
    base = {
        "receive": "pipe", "imap_port": 993, "imap_tls": "ssl", "auth": "password", "folder": "INBOX", "start": "new", "after": "leave",
        "poll_seconds": 60, "smtp_port": 465, "smtp_tls": "ssl", "language": "en",
    }  # fmt: skip
    assert MailForm(base).is_valid(), MailForm(base).errors
    wrong = {
        "imap_host": {"receive": "imap", "login": "x"}, "login": {"receive": "imap", "imap_host": "x"}, "smtp_in_bind": {"receive": "smtp"},
        "oauth_url": {"auth": "oauth2", "oauth_client": "x"}, "dkim_key": {"dkim_key": "no key"},
        "move_to": {"receive": "imap", "imap_host": "x", "login": "x", "after": "move"},
    }  # fmt: skip
    for field, change in wrong.items():
        form = MailForm(base | change)
        assert not form.is_valid(), field
        assert list(form.errors) == [field]
    assert list(MailForm(base | {"receive": "smtp", "smtp_in_bind": "25"}).errors) == ["smtp_in_bind"]
    assert MailForm(base | {"dkim_key": rsa_key}).is_valid()


def test_the_envelope_names_where_bounces_come_back_to(
    send: Any, mailbox: Channel, set_up: Any, tls_server: Any
) -> None:
    server, port, cert = tls_server
    seen: list[str] = []
    original = server.handle_DATA

    async def watch(smtp: Any, session: Any, envelope: Any) -> str:
        seen.append(envelope.mail_from)
        return str(await original(smtp, session, envelope))

    server.handle_DATA = watch
    set_up(
        mailbox,
        {"smtp_password": "secret-1"},
        smtp_host="localhost",
        smtp_port=port,
        smtp_tls="starttls",
        smtp_login="service",
        tls_ca=cert,
    )
    send(channel=mailbox, request_number="FW-1")
    assert seen[0].startswith("service+q")


def test_a_chinese_domain_is_written_as_mail_servers_know_it(send: Any, mail_server: Any) -> None:
    assert send(to="wang@例子.中国").state == MessageState.SENT
    assert mail_server.taken[0]["To"] == "wang@xn--fsqu00a.xn--fiqs8s"


def test_a_chinese_name_before_the_at_goes_to_servers_that_take_it_and_else_another_way(
    send: Any, mail_server: Any
) -> None:
    refused = send(to="客服@例子.中国")
    assert (refused.state, "SMTPUTF8" in refused.error) == (MessageState.FAILED, True)
    mail_server.answers["EHLO"] = "250-sink\r\n250 SMTPUTF8"
    assert send(to="客服@例子.中国").state == MessageState.SENT
    assert "客服@xn--fsqu00a.xn--fiqs8s" in str(mail_server.taken[0]["To"])
