"""Whoever sets a channel up reads in their own language why nobody could be reached, and no secret of the address."""

import imaplib
import smtplib
import socket
from collections.abc import Iterator

import pytest

from quanfu.channels.adapters.contract import NotSent
from quanfu.channels.adapters.mail.connection import Server
from quanfu.channels.adapters.mail.problem import why_not
from quanfu.channels.adapters.reach import reason_of
from quanfu.channels.adapters.vendor import ask
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent() -> Iterator[int]:
    """A port where somebody listens and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def why(url: str) -> str:
    with pytest.raises(NotSent) as found:
        ask("GET", url)
    assert "geheim" not in found.value.text
    return found.value.text


def test_a_closed_port_refuses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert "拒绝连接" in why(f"http://127.0.0.1:{port}/?key=geheim")


def test_one_who_listens_and_says_nothing_takes_too_long(silent: int, company: object) -> None:
    set_rule(code="channels.vendor_seconds", value=1, by=SYSTEM)
    assert "超时" in why(f"http://127.0.0.1:{silent}/?key=geheim")


def test_a_name_that_nobody_knows() -> None:
    assert "找不到该名称" in why("http://nirgends.invalid/?key=geheim")


def test_an_error_of_ours_says_its_own_words() -> None:
    assert reason_of(ConnectionError("Asterisk has hung up")) == "Asterisk has hung up"
    assert reason_of(NotSent("额度已用完")) == "额度已用完"
    assert reason_of(KeyError("corp_id")) == "KeyError: 'corp_id'"
    assert reason_of(ConnectionRefusedError(111, "Connection refused")) == "拒绝连接"


@pytest.mark.parametrize(
    "problem",
    [
        imaplib.IMAP4.abort("TLS not supported by server"), smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server."),
    ],
)  # fmt: skip
def test_a_mail_server_without_starttls_is_named_as_that(problem: Exception) -> None:
    assert "STARTTLS" in why_not(problem, Server("mail.example", 143, "starttls", "", ""))
