"""Answers to followers, by the customer service message API of WeChat."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quanfu.channels.adapters import weixin
from quanfu.channels.adapters.contract import Finding, NotSent, Sent
from quanfu.channels.adapters.vendor import access_token, ask

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message


def objection(channel: "Channel", to: str, text: str) -> str:
    """Why this text cannot go to this customer now; '' if it can."""
    return weixin.closed(channel, to) or weixin.too_long(text)


def send(channel: "Channel | None", message: "Message") -> Sent:
    if channel is None:
        raise NotSent(_("The channel has been removed."), final=True)
    body = {"touser": message.to, "msgtype": "text", "text": {"content": message.text}}
    return Sent(str(call(channel, "message/custom/send", body).get("msgid") or ""))


def check(channel: "Channel") -> list[Finding]:
    try:
        _token(channel, fresh=True)
    except NotSent as problem:
        return [Finding(False, weixin.explained(problem.text))]
    return [Finding(True, _("AppID and AppSecret are right: WeChat gave an access token."))]


def call(channel: "Channel", path: str, body: dict[str, Any]) -> dict[str, Any]:
    return weixin.call(channel, _token, path, body)


def fetch_media(channel: "Channel", media: str) -> bytes | None:
    return weixin.fetch_media(channel, _token, media)


def _token(channel: "Channel", *, not_this: str = "", fresh: bool = False) -> str:
    app_id, secret = channel.setting("app_id"), channel.setting("app_secret")

    def fetch() -> tuple[str, int]:
        answer = ask(
            "POST", f"{channel.setting('api_url')}/cgi-bin/stable_token",
            json={"grant_type": "client_credential", "appid": app_id, "secret": secret, "force_refresh": bool(not_this)},
        )  # fmt: skip
        said = weixin.accepted(answer)
        return str(said["access_token"]), int(said.get("expires_in", 7200))

    if fresh:
        return fetch()[0]
    return access_token(channel, f"wechat {app_id} {secret}", fetch, not_this=not_this)
