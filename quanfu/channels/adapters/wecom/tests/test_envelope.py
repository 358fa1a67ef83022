"""The envelope of WeCom and WeChat, with wechatpy as the oracle."""

import base64
import secrets

import pytest

from quanfu.channels.adapters.envelope import Envelope, Forged, read_xml

KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
ENVELOPE = Envelope("token", KEY, "ww1")


@pytest.fixture
def oracle():  # type: ignore[no-untyped-def]
    crypto = pytest.importorskip("wechatpy.enterprise.crypto", reason="wechatpy is a library of the tests")
    return crypto.WeChatCrypto("token", KEY, "ww1")


@pytest.mark.parametrize("text", ["", "您好", "<xml>" + "字" * 5000 + "</xml>", "😀", "a" * 12, "a" * 11])
def test_what_the_oracle_seals_is_read(oracle, text: str) -> None:  # type: ignore[no-untyped-def]
    sealed = read_xml(oracle.encrypt_message(text, "nonce", "1700000000").encode())
    ENVELOPE.check(sealed["MsgSignature"], sealed["TimeStamp"], sealed["Nonce"], sealed["Encrypt"])
    assert ENVELOPE.open(sealed["Encrypt"]).decode() == text


def test_what_we_seal_the_oracle_reads(oracle) -> None:  # type: ignore[no-untyped-def]
    sealed = ENVELOPE.seal("你好".encode())
    signature = ENVELOPE.signature("1700000000", "n", sealed)
    assert oracle.check_signature(signature, "1700000000", "n", sealed) == "你好"


def test_a_changed_letter_is_noticed() -> None:
    sealed = ENVELOPE.seal(b"five")
    signature = ENVELOPE.signature("1", "n", sealed)
    for wrong in ((signature[::-1], "1", "n"), (signature, "2", "n"), (signature, "1", "m")):
        with pytest.raises(Forged):
            ENVELOPE.check(*wrong, sealed)


def test_what_is_for_another_company_is_refused() -> None:
    with pytest.raises(Forged, match="ww2"):
        ENVELOPE.open(Envelope("token", KEY, "ww2").seal(b"x"))


def test_another_key_opens_nothing() -> None:
    other = Envelope("token", base64.b64encode(secrets.token_bytes(32)).decode().rstrip("="), "ww1")
    with pytest.raises(Forged):
        ENVELOPE.open(other.seal(b"x" * 100))


@pytest.mark.parametrize(
    "bytes_",
    ["", "!", "AAAA", base64.b64encode(bytes(32)).decode(), base64.b64encode(bytes(31)).decode(), "字"],
)
def test_rubbish_is_no_letter(bytes_: str) -> None:
    with pytest.raises(Forged):
        ENVELOPE.open(bytes_)


@pytest.mark.parametrize("key", ["", "short", "字" * 43, "!" * 43])
def test_a_wrong_key_is_named(key: str) -> None:
    with pytest.raises(Forged, match="EncodingAESKey"):
        Envelope("t", key, "r").open("AAAAAAAAAAAAAAAAAAAAAA==")


@pytest.mark.parametrize(
    "body",
    [b"", b"<xml>", b"no", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><A>&a;</A></xml>', b"<xml>" + b" " * 1024 * 1024 + b"</xml>"],
)  # fmt: skip
def test_only_plain_short_xml_is_read(body: bytes) -> None:
    with pytest.raises(Forged):
        read_xml(body)


def test_an_empty_token_signs_nothing() -> None:
    empty = Envelope("", KEY, "ww1")
    with pytest.raises(Forged):
        empty.check(empty.signature("1", "n"), "1", "n")
