"""Answers through WeCom: to colleagues by the app, to customers of WeChat by customer service."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quanfu.channels.adapters import weixin
from quanfu.channels.adapters.contract import Finding, NotSent, Sent
from quanfu.channels.adapters.vendor import access_token, ask

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message

# Seconds within which WeCom takes the same words to the same colleague for one message; its most.
REPEATS = 4 * 3600


def objection(channel: "Channel", to: str, text: str) -> str:
    """Why this text cannot go to this person now; '' if it can. Colleagues can always be written to."""
    return ("/" in to and weixin.closed(channel, to)) or weixin.too_long(text)


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
        return [Finding(False, weixin.explained(problem.text))]
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
    return weixin.call(channel, _token, path, body)


def fetch_media(channel: "Channel", media: str) -> bytes | None:
    return weixin.fetch_media(channel, _token, media)


def _token(channel: "Channel", *, not_this: str = "", fresh: bool = False) -> str:
    corp_id, secret = channel.setting("corp_id"), channel.setting("secret")

    def fetch() -> tuple[str, int]:
        said = weixin.accepted(
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
