"""A gateway of one's own, by plain HTTP; docs/guide/channels/sms.md tells its makers what to answer.

We POST {"id", "to", "text", "sign", "template", "values"}; it answers 2xx with {"id": its own}. In both directions the body is
signed as `own_sign` says. Its POST to our hook: {"reports": [{"id", "ok", "error"}], "messages": [{"id", "from", "text"}]}.
"""

import json
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import Finding, NotSent
from quanfu.channels.adapters.own_sign import signature
from quanfu.channels.adapters.sms.template import Fit
from quanfu.channels.adapters.vendor import Answer, ask
from quanfu.core.clock import now

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message


def send(channel: "Channel", message: "Message", phone: str, fit: Fit | None) -> str:
    """The gateway's id of it. ``id`` is ours and the same at each attempt, so that a gateway can send it once."""
    answer = _post(channel, {
        "id": f"{channel.pk}-{message.pk}", "to": phone, "text": message.text, "sign": channel.setting("sign"),
        "template": fit.code if fit else "", "values": fit.values if fit else {},
    })  # fmt: skip
    return str(answer.said.get("id") or "")


def check(channel: "Channel") -> list[Finding]:
    _post(channel, {"check": True})
    return [Finding(True, _("The gateway answers and takes our signature."))]


def _post(channel: "Channel", body: dict[str, Any]) -> Answer:
    content, stamp = json.dumps(body, ensure_ascii=False).encode(), str(int(now().timestamp()))
    answer = ask("POST", channel.setting("api_url"), body=content, headers={
        "Content-Type": "application/json; charset=utf-8", "X-Quanfu-Timestamp": stamp,
        "X-Quanfu-Signature": signature(channel.setting("key_secret"), stamp, content),
    })  # fmt: skip
    if not 200 <= answer.status < 300:
        raise NotSent(
            f"HTTP {answer.status}: {answer.said.get('error') or ''}",
            final=answer.status not in (408, 425, 429),
        )
    return answer
