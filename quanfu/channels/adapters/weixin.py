"""What the HTTP interfaces of WeChat and WeCom share: calls with an access token, media, codes of answers, what a text may be."""

import json
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import NotSent
from quanfu.channels.adapters.vendor import Answer, ask
from quanfu.channels.adapters.window import reply_window
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

TOKEN_ENDED = frozenset({40001, 40014, 42001})
LATER = frozenset({-1, 45009, 45011, 45110})  # busy, or too often
LONGEST_BYTES = 2048  # of one text


class Token(Protocol):
    """An access token of this channel; another one than ``not_this``, which was just refused."""

    def __call__(self, channel: "Channel", *, not_this: str = "") -> str: ...


def call(channel: "Channel", token: Token, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """One call; the token is renewed once if it is said to have ended. NotSent with the provider's words."""
    key = token(channel)
    for last in (False, True):
        # ensure_ascii would send \\u escapes, which WeChat shows as they are
        answer = ask(
            "POST", f"{channel.setting('api_url')}/cgi-bin/{path}", params={"access_token": key},
            body=json.dumps(body, ensure_ascii=False).encode(), headers={"Content-Type": "application/json; charset=utf-8"},
        )  # fmt: skip
        if code_of(answer) in TOKEN_ENDED and not last:
            key = token(channel, not_this=key)
            continue
        break
    return accepted(answer)


def fetch_media(channel: "Channel", token: Token, media: str) -> bytes | None:
    """The picture, recording or film; None when it is gone (after three days). NotSent where trying later can help."""
    key = token(channel)
    answer = ask(
        "GET", f"{channel.setting('api_url')}/cgi-bin/media/get", params={"access_token": key, "media_id": media},
        longest=int(rule("channels.raw_megabytes")) * 1024 * 1024,
    )  # fmt: skip
    if not answer.said and answer.status == 200:
        return answer.content
    if code_of(answer) in TOKEN_ENDED:
        token(channel, not_this=key)
    if code_of(answer) in TOKEN_ENDED | LATER:
        raise NotSent(f"{code_of(answer)}: {answer.said.get('errmsg', '')}")
    return None


def accepted(answer: Answer) -> dict[str, Any]:
    """What was answered, or NotSent with the provider's words; final unless trying later can help."""
    code = code_of(answer)
    if code == 0 and answer.said:
        return answer.said
    final = answer.status < 500 and bool(answer.said) and code not in LATER and code not in TOKEN_ENDED
    raise NotSent(
        f"{code}: {explained(str(answer.said.get('errmsg') or f'HTTP {answer.status}'))}", final=final
    )


def code_of(answer: Answer) -> int:
    code = answer.said.get("errcode", 0 if answer.status == 200 else -1)
    return code if isinstance(code, int) else -1


def explained(said: str) -> str:
    """The provider's words, with what to do for those that administrators meet."""
    hints = {
        "40164": _("the address of this server is not on the IP white list of the console"),
        "invalid ip": _("the address of this server is not on the IP white list of the console"),
        "40013": _("the AppID is wrong"), "invalid appid": _("the AppID is wrong"),
        "40125": _("the AppSecret is wrong"), "invalid appsecret": _("the AppSecret is wrong"),
        "40001": _("the secret is wrong"), "invalid credential": _("the secret is wrong"),
        "invalid corpid": _("the CorpID is wrong"), "60020": _("the address of this server is not among the trusted IPs of the app"),
    }  # fmt: skip
    for words, hint in hints.items():
        if words in said:
            return f"{said} ({hint})"[:300]
    return said[:300]


def closed(channel: "Channel", to: str) -> str:
    """Why this customer cannot be answered now; '' if they can."""
    window = reply_window(channel, to)
    if window.is_open:
        return ""
    if window.left:
        return _(
            "The customer wrote more than %(hours)s hours ago; until they write again WeChat takes no answer. Send an SMS, or call."
        ) % {"hours": int(rule("channels.window_hours"))}
    return _(
        "%(most)s answers have gone out since the customer wrote; until they write again WeChat takes no more. Send an SMS, or call."
    ) % {"most": int(rule("channels.window_messages"))}


def too_long(text: str) -> str:
    """Why this text cannot go out; '' if it can."""
    if (size := len(text.encode())) <= LONGEST_BYTES:
        return ""
    return _("WeChat takes at most %(most)s bytes in one message; this has %(has)s.") % {
        "most": LONGEST_BYTES, "has": size,
    }  # fmt: skip
