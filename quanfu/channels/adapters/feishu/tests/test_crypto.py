"""How Feishu seals and signs; the first example is the one it publishes."""

import base64

import pytest

from quanfu.channels.adapters.envelope import Forged
from quanfu.channels.adapters.feishu.crypto import check, open_sealed, seal, signature
from quanfu.channels.adapters.robot_sign import dingtalk_sign, feishu_sign


def test_the_published_example_opens() -> None:
    assert open_sealed("test key", "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=") == b"hello world"


def test_what_is_sealed_opens_with_the_same_key_only() -> None:
    sealed = seal("key", "你好".encode() * 50)
    assert open_sealed("key", sealed).decode() == "你好" * 50
    with pytest.raises(Forged):
        open_sealed("another", sealed)


@pytest.mark.parametrize("sealed", ["", "!", "AAAA", base64.b64encode(bytes(33)).decode(), "字"])
def test_rubbish_does_not_open(sealed: str) -> None:
    with pytest.raises(Forged):
        open_sealed("key", sealed)


def test_a_signature_is_of_the_body_as_it_came() -> None:
    said = signature("key", "1", "n", b'{"a": 1}')
    check("key", said, "1", "n", b'{"a": 1}')
    for wrong in ((said, "1", "n", b'{"a":1}'), (said, "2", "n", b'{"a": 1}'), ("", "1", "n", b'{"a": 1}')):
        with pytest.raises(Forged):
            check("key", *wrong)


def test_signatures_of_robots_are_those_of_the_published_recipes() -> None:
    """Worked out apart with openssl: printf '1700000000000\\nthis is secret' | openssl dgst -sha256 -hmac 'this is secret' -binary | base64"""
    assert dingtalk_sign("this is secret", "1700000000000") == "sSFWELbV2YwjdDQhWZwTcWlX5BWUx5J6TPpsZmuPii0="
    assert feishu_sign("this is secret", "1700000000") == "OfGzRzoUICBOoc8wVra1e4A1hPfbZ9zqXozA8CWVUuY="
