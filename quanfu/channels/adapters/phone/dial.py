"""Dialling from a page: the agent's telephone rings, and once it is taken up the number is called."""

import json
import time
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import NotSent
from quanfu.channels.adapters.own_sign import signature
from quanfu.channels.adapters.phone.forms import AMI, ARI
from quanfu.channels.adapters.reach import reason_of
from quanfu.channels.adapters.vendor import ask

if TYPE_CHECKING:
    from quanfu.channels.models import Channel


def dial(channel: "Channel", extension: str, number: str) -> None:
    """NotSent, with what the telephone system said."""
    if channel.setting("system") == AMI:
        return _by_ami(channel, extension, number)
    if channel.setting("system") == ARI:
        return _by_ari(channel, extension, number)
    return _by_hook(channel, extension, number)


def _endpoint(channel: "Channel", extension: str) -> str:
    return f"{channel.setting('technology') or 'PJSIP'}/{extension}"


def _by_ami(channel: "Channel", extension: str, number: str) -> None:
    from quanfu.channels.adapters.phone.ami import Manager, Refusal

    try:
        with Manager(channel, events=False) as manager:
            manager.ask(
                "Originate", Channel=_endpoint(channel, extension), Exten=number, Context=channel.setting("context") or "from-internal",
                Priority="1", CallerID=number, Timeout="30000", Async="true",
            )  # fmt: skip
    except Refusal as no:
        raise NotSent(str(no), final=True) from None
    except (OSError, ValueError) as lost:
        raise NotSent(
            _("The telephone system does not answer: %(error)s") % {"error": reason_of(lost)}
        ) from None


def _by_ari(channel: "Channel", extension: str, number: str) -> None:
    from base64 import b64encode

    from quanfu.channels.adapters.phone.ari import address

    login = b64encode(f"{channel.setting('user')}:{channel.setting('secret')}".encode()).decode()
    answer = ask(
        "POST", f"{address(channel, 'http')}/ari/channels", headers={"Authorization": f"Basic {login}"},
        params={"endpoint": _endpoint(channel, extension), "extension": number, "context": channel.setting("context") or "from-internal",
                "priority": "1", "callerId": number, "timeout": "30"},
    )  # fmt: skip
    _expect(answer.status, answer.said.get("message"))


def _by_hook(channel: "Channel", extension: str, number: str) -> None:
    body, stamp = json.dumps({"from": extension, "to": number}).encode(), str(int(time.time()))
    headers = {
        "Content-Type": "application/json", "X-Quanfu-Timestamp": stamp,
        "X-Quanfu-Signature": signature(channel.setting("secret"), stamp, body),
    }  # fmt: skip
    answer = ask("POST", channel.setting("dial_url"), body=body, headers=headers)
    _expect(answer.status, answer.said.get("message"))


def _expect(status: int, said: object) -> None:
    if not 200 <= status < 300:
        raise NotSent(str(said or f"HTTP {status}"), final=True)
