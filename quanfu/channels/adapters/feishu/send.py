"""Answers through Feishu: to the message last written, else to the person."""

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import Finding, NotSent, Sent
from quanfu.channels.adapters.vendor import Answer, access_token, ask
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message

TOKEN_ENDED = frozenset({99991661, 99991663, 99991664, 99991665, 99991668, 99991671})
LATER = frozenset({99991400, 230020, 11232, 11233, 1})  # too often, or busy
GONE = frozenset({230011, 230110})  # the message that is answered was taken back


def send(channel: "Channel | None", message: "Message") -> Sent:
    """``uuid`` is ours, so an answer tried again within an hour arrives once."""
    if channel is None:
        raise NotSent(_("The channel has been removed."), final=True)
    from quanfu.channels.models import Incoming

    body = {
        "msg_type": "text",
        "content": json.dumps({"text": message.text}, ensure_ascii=False),
        "uuid": f"{channel.key[:12]}-{message.pk}",
    }
    last = Incoming.objects.filter(channel=channel, sender=message.to).order_by("-pk").only("facts").first()
    answered = str((last.facts if last else {}).get("message_id") or "")
    if answered:
        answer = call(channel, f"im/v1/messages/{quote(answered, safe='')}/reply", body)
        if answer.said.get("code") not in GONE:
            return Sent(_accepted(answer))
    return Sent(
        _accepted(call(channel, "im/v1/messages?receive_id_type=open_id", body | {"receive_id": message.to}))
    )


def check(channel: "Channel") -> list[Finding]:
    try:
        _token(channel, fresh=True)
    except NotSent as problem:
        return [Finding(False, _("Feishu gives no access token: %(said)s") % {"said": problem.text})]
    found = [Finding(True, _("App ID and App Secret are right: Feishu gave an access token."))]
    if not channel.setting("encrypt_key"):
        found.append(
            Finding(
                False, _("Without an Encrypt Key what Feishu sends is neither sealed nor signed: set one.")
            )
        )
    answer = ask("GET", _url(channel, "bot/v3/info"), headers={"Authorization": f"Bearer {_token(channel)}"})
    if answer.said.get("code") != 0:
        found.append(
            Finding(
                False,
                _("The app has no robot: switch its ability on and publish a version. (%(said)s)")
                % {"said": answer.said.get("msg", "")},
            )
        )
    return found


def call(channel: "Channel", path: str, body: dict[str, Any]) -> Answer:
    token = _token(channel)
    for last in (False, True):
        answer = ask("POST", _url(channel, path), json=body, headers={"Authorization": f"Bearer {token}"})
        if answer.said.get("code") in TOKEN_ENDED and not last:
            token = _token(channel, not_this=token)
            continue
        break
    return answer


def fetch_resource(channel: "Channel", message_id: str, key: str, kind: str) -> bytes | None:
    """The picture or file of a message; None when Feishu does not give it."""
    path = f"im/v1/messages/{quote(message_id, safe='')}/resources/{quote(key, safe='')}?type={kind}"
    answer = ask(
        "GET", _url(channel, path), headers={"Authorization": f"Bearer {_token(channel)}"},
        longest=int(rule("channels.raw_megabytes")) * 1024 * 1024,
    )  # fmt: skip
    if answer.said.get("code") in TOKEN_ENDED | LATER:
        raise NotSent(str(answer.said.get("msg") or ""))
    return answer.content if answer.status == 200 and not answer.said else None


def _accepted(answer: Answer) -> str:
    """The id that Feishu gave the message; NotSent with its words."""
    code = answer.said.get("code", -1)
    if code != 0:
        final = bool(answer.said) and code not in LATER and code not in TOKEN_ENDED
        raise NotSent(f"{code}: {answer.said.get('msg') or f'HTTP {answer.status}'}", final=final)
    data = answer.said.get("data")
    return str(data.get("message_id") or "") if isinstance(data, dict) else ""


def _url(channel: "Channel", path: str) -> str:
    return f"{channel.setting('api_url')}/open-apis/{path}"


def _token(channel: "Channel", *, not_this: str = "", fresh: bool = False) -> str:
    app_id, secret = channel.setting("app_id"), channel.setting("app_secret")

    def fetch() -> tuple[str, int]:
        answer = ask(
            "POST",
            _url(channel, "auth/v3/tenant_access_token/internal"),
            json={"app_id": app_id, "app_secret": secret},
        )
        if answer.said.get("code") != 0 or not answer.said.get("tenant_access_token"):
            raise NotSent(
                f"{answer.said.get('code', answer.status)}: {answer.said.get('msg') or ''}",
                final=bool(answer.said),
            )
        return str(answer.said["tenant_access_token"]), int(answer.said.get("expire", 7200))

    if fresh:
        return fetch()[0]
    return access_token(channel, f"feishu {app_id} {secret}", fetch, not_this=not_this)
