"""Test connection of a telephone system."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import Finding, NotSent
from quanfu.channels.adapters.phone.forms import AMI, ARI, HOOK
from quanfu.channels.adapters.reach import reason_of
from quanfu.channels.adapters.vendor import ask

if TYPE_CHECKING:
    from quanfu.channels.models import Channel


def check(channel: "Channel") -> list[Finding]:
    system = channel.setting("system")
    if system == HOOK:
        return _hook(channel)
    if system == AMI:
        return _ami(channel)
    return _ari(channel) if system == ARI else []


def _hook(channel: "Channel") -> list[Finding]:
    if not channel.setting("secret"):
        return [Finding(False, _("There is no secret, so every report of the telephone system is refused."))]
    return [
        Finding(True, _("Reports signed with the secret are taken at %(path)s") % {"path": channel.hook_path})
    ]


def _ami(channel: "Channel") -> list[Finding]:
    from quanfu.channels.adapters.phone.ami import Manager, Refusal

    try:
        with Manager(channel, events=True):
            return [Finding(True, _("Asterisk has let us in."))]
    except Refusal as no:
        return [Finding(False, _("Asterisk refuses the user or the secret: %(error)s") % {"error": no})]
    except (OSError, ValueError) as lost:
        return [
            Finding(False, _("The telephone system does not answer: %(error)s") % {"error": reason_of(lost)})
        ]


def _ari(channel: "Channel") -> list[Finding]:
    from base64 import b64encode

    from quanfu.channels.adapters.phone.ari import address

    login = b64encode(f"{channel.setting('user')}:{channel.setting('secret')}".encode()).decode()
    try:
        answer = ask(
            "GET",
            f"{address(channel, 'http')}/ari/asterisk/info",
            headers={"Authorization": f"Basic {login}"},
        )
    except NotSent as lost:
        return [Finding(False, _("The telephone system does not answer: %(error)s") % {"error": lost.text})]
    if answer.status in (401, 403):
        return [
            Finding(
                False,
                _("Asterisk refuses the user or the secret: %(error)s") % {"error": f"HTTP {answer.status}"},
            )
        ]
    if answer.status != 200:
        return [Finding(False, _("This is not Asterisk's ARI: HTTP %(status)s") % {"status": answer.status})]
    return [Finding(True, _("Asterisk has let us in."))]
