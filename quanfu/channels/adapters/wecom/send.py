"""Answers through WeCom: to colleagues by the app, to customers of WeChat by customer service."""

import json
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import Finding, NotSent, Sent
from quanfu.channels.adapters.vendor import access_token, ask
from quanfu.channels.adapters.wechat.send import (
    LONGEST_BYTES,
    TOKEN_ENDED,
    accepted,
    closed_text,
    code_of,
    explained,
)
from quanfu.channels.adapters.window import reply_window
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message

REPEATS = (
    4 * 3600
)  # seconds within which WeCom takes the same words to the same colleague for one message; its most


def objection(channel: "Channel", to: str, text: str) -> str:
    """Why this text cannot go to this person now; '' if it can. Colleagues can always be written to."""
    if "/" in to:
        window = reply_window(channel, to)
        if not window.is_open:
            return closed_text(window.left)
    if len(text.encode()) > LONGEST_BYTES:
        return _("WeChat takes at most %(most)s bytes in one message; this has %(has)s.") % {
            "most": LONGEST_BYTES, "has": len(text.encode()),
        }  # fmt: skip
    return ""


def send(channel: "Channel | None", message: "Message") -> Sent:
    if channel is None:
        raise NotSent(_("The channel has been removed."), final=True)
    account, slash, customer = message.to.partition("/")
    text = {"content": message.text}
    if slash:
        # an id of ours: the same attempt once more is known to WeCom
        body: dict[str, Any] = {
            "touser": customer,
            "open_kfid": account,
            "msgid": f"{channel.key[:12]}-{message.pk}",
            "msgtype": "text",
            "text": text,
        }
        return Sent(str(call(channel, "kf/send_msg", body).get("msgid") or body["msgid"]))
    if not channel.setting("agent_id"):
        raise NotSent(_("No app (AgentId) is set up to write to colleagues."), final=True)
    body = {
        "touser": message.to, "msgtype": "text", "agentid": int(channel.setting("agent_id")), "text": text,
        "enable_duplicate_check": 1, "duplicate_check_interval": REPEATS,
    }  # fmt: skip
    said = call(channel, "message/send", body)
    if said.get("invaliduser"):
        raise NotSent(
            _("WeCom does not know %(who)s, or they may not use the app.") % {"who": message.to}, final=True
        )
    return Sent(str(said.get("msgid") or ""))


def check(channel: "Channel") -> list[Finding]:
    """The secret, and whether it may read customer service."""
    try:
        _token(channel, fresh=True)
    except NotSent as problem:
        return [Finding(False, explained(problem.text))]
    found = [Finding(True, _("CorpID and Secret are right: WeCom gave an access token."))]
    if channel.setting("takes_kf"):
        try:
            said = call(channel, "kf/account/list", {"offset": 0, "limit": 100})
        except NotSent as problem:
            return [
                *found,
                Finding(False, _("It may not read customer service: %(said)s") % {"said": problem.text}),
            ]
        accounts = {str(one.get("open_kfid")): str(one.get("name")) for one in said.get("account_list") or []}
        wanted = channel.setting("open_kfid")
        if wanted and wanted not in accounts:
            return [*found, Finding(False, _("There is no account %(wanted)s; there are: %(accounts)s") % {"wanted": wanted, "accounts": ", ".join(accounts) or "—"})]  # fmt: skip
        found.append(
            Finding(
                True,
                _("Customer service accounts: %(accounts)s")
                % {"accounts": ", ".join(accounts.values()) or "—"},
            )
        )
    return found


def call(channel: "Channel", path: str, body: dict[str, Any]) -> dict[str, Any]:
    """One call with the access token, which is renewed once if WeCom says that it has ended. NotSent with its words."""
    token = _token(channel)
    for last in (False, True):
        answer = ask(
            "POST", f"{channel.setting('api_url')}/cgi-bin/{path}", params={"access_token": token},
            body=json.dumps(body, ensure_ascii=False).encode(), headers={"Content-Type": "application/json; charset=utf-8"},
        )  # fmt: skip
        if code_of(answer) in TOKEN_ENDED and not last:
            token = _token(channel, not_this=token)
            continue
        break
    return accepted(answer)


def fetch_media(channel: "Channel", media: str) -> bytes | None:
    """The file a customer or colleague sent; None when WeCom no longer has it (after three days)."""
    answer = ask(
        "GET", f"{channel.setting('api_url')}/cgi-bin/media/get", params={"access_token": _token(channel), "media_id": media},
        longest=int(rule("channels.raw_megabytes")) * 1024 * 1024,
    )  # fmt: skip
    if not answer.said and answer.status == 200:
        return answer.content
    if code_of(answer) in TOKEN_ENDED:
        _token(channel, not_this=_token(channel))
        raise NotSent(f"{code_of(answer)}: {answer.said.get('errmsg', '')}")
    return None


def _token(channel: "Channel", *, not_this: str = "", fresh: bool = False) -> str:
    corp_id, secret = channel.setting("corp_id"), channel.setting("secret")

    def fetch() -> tuple[str, int]:
        said = accepted(
            ask(
                "GET",
                f"{channel.setting('api_url')}/cgi-bin/gettoken",
                params={"corpid": corp_id, "corpsecret": secret},
            )
        )
        return str(said["access_token"]), int(said.get("expires_in", 7200))

    if fresh:
        return fetch()[0]
    return access_token(channel, f"wecom {corp_id} {secret}", fetch, not_this=not_this)
