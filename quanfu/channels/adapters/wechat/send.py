"""Answers to followers, by the customer service message API of WeChat."""

import json
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import Finding, NotSent, Sent
from quanfu.channels.adapters.vendor import Answer, access_token, ask
from quanfu.channels.adapters.window import reply_window
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message

TOKEN_ENDED = frozenset({40001, 40014, 42001})
LATER = frozenset({-1, 45009, 45011, 45110})  # busy, or too often
LONGEST_BYTES = 2048  # of one text


def objection(channel: "Channel", to: str, text: str) -> str:
    """Why this text cannot go to this customer now; '' if it can."""
    window = reply_window(channel, to)
    if not window.is_open:
        return closed_text(window.left)
    if len(text.encode()) > LONGEST_BYTES:
        return _("WeChat takes at most %(most)s bytes in one message; this has %(has)s.") % {
            "most": LONGEST_BYTES, "has": len(text.encode()),
        }  # fmt: skip
    return ""


def closed_text(left: int) -> str:
    if left:
        hours = int(rule("channels.window_hours"))
        return _(
            "The customer wrote more than %(hours)s hours ago; until they write again WeChat takes no answer. Send an SMS, or call."
        ) % {"hours": hours}
    most = int(rule("channels.window_messages"))
    return _(
        "%(most)s answers have gone out since the customer wrote; until they write again WeChat takes no more. Send an SMS, or call."
    ) % {"most": most}


def send(channel: "Channel | None", message: "Message") -> Sent:
    if channel is None:
        raise NotSent(_("The channel has been removed."), final=True)
    said = call(
        channel,
        "message/custom/send",
        {"touser": message.to, "msgtype": "text", "text": {"content": message.text}},
    )
    return Sent(str(said.get("msgid") or ""))


def check(channel: "Channel") -> list[Finding]:
    try:
        _token(channel, fresh=True)
    except NotSent as problem:
        return [Finding(False, explained(problem.text))]
    return [Finding(True, _("AppID and AppSecret are right: WeChat gave an access token."))]


def call(channel: "Channel", path: str, body: dict[str, Any]) -> dict[str, Any]:
    """One call with the access token, which is renewed once if WeChat says that it has ended. NotSent with its words."""
    token = _token(channel)
    for last in (False, True):
        # ensure_ascii would send \\u escapes, which WeChat shows as they are
        answer = ask(
            "POST", f"{channel.setting('api_url')}/cgi-bin/{path}", params={"access_token": token},
            body=json.dumps(body, ensure_ascii=False).encode(), headers={"Content-Type": "application/json; charset=utf-8"},
        )  # fmt: skip
        if code_of(answer) in TOKEN_ENDED and not last:
            token = _token(channel, not_this=token)
            continue
        break
    return accepted(answer)


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


def fetch_media(channel: "Channel", media: str) -> bytes | None:
    """The picture, recording or film; None when WeChat no longer has it (after three days)."""
    answer = ask(
        "GET", f"{channel.setting('api_url')}/cgi-bin/media/get", params={"access_token": _token(channel), "media_id": media},
        longest=int(rule("channels.raw_megabytes")) * 1024 * 1024,
    )  # fmt: skip
    if not answer.said and answer.status == 200:
        return answer.content
    if code_of(answer) in TOKEN_ENDED | LATER:
        raise NotSent(f"{code_of(answer)}: {answer.said.get('errmsg', '')}")
    return None


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


def _token(channel: "Channel", *, not_this: str = "", fresh: bool = False) -> str:
    app_id, secret = channel.setting("app_id"), channel.setting("app_secret")

    def fetch() -> tuple[str, int]:
        answer = ask(
            "POST", f"{channel.setting('api_url')}/cgi-bin/stable_token",
            json={"grant_type": "client_credential", "appid": app_id, "secret": secret, "force_refresh": bool(not_this)},
        )  # fmt: skip
        said = accepted(answer)
        return str(said["access_token"]), int(said.get("expires_in", 7200))

    if fresh:
        return fetch()[0]
    return access_token(channel, f"wechat {app_id} {secret}", fetch, not_this=not_this)
