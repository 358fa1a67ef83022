"""Telling work groups of WeCom, DingTalk and Feishu what happens (COL-2)."""

import json
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.channels import events
from quanfu.channels.adapters.robot_sign import dingtalk_sign, feishu_sign
from quanfu.channels.enums import HookKind
from quanfu.channels.models import GroupHook
from quanfu.channels.queries.group_hook import HOOKS, hooks_told_of
from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.core.sealed import seal, unseal

if TYPE_CHECKING:
    from quanfu.org.models import Unit


class GroupError(Exception):
    """The robot did not take the message; the job is tried again."""


class _NoRedirect(HTTPRedirectHandler):
    """A robot answers where it is; whoever sends us elsewhere is not the robot."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


log = logging.getLogger(__name__)
_OPENER = build_opener(_NoRedirect)


def save_group_hook(
    *,
    instance: GroupHook | None,
    company: "Unit",
    by: Actor,
    secret: str = "",
    unsigned: bool = False,
    **columns: Any,
) -> GroupHook:
    """Make or change a group. The journal keeps that the address changed, not the address: it holds the robot's key.

    ``secret``: with which messages are signed (DingTalk, Feishu); empty leaves it, ``unsigned`` takes it away.
    """
    if not columns["url"].startswith(("https://", "http://")):
        raise Refused(_("The address begins with https://."), field="url")
    if not columns["events"]:
        raise Refused(_("Choose at least one event."), field="events")
    if secret and columns["kind"] == HookKind.WECOM:
        raise Refused(_("Robots of WeCom know no signature: leave it empty."), field="secret")
    if secret or unsigned or columns["kind"] == HookKind.WECOM:
        columns["sealed"] = seal({"secret": secret}) if secret else ""
    with transaction.atomic():
        hook = instance or GroupHook()
        changed = [name for name, value in columns.items() if getattr(hook, name) != value]
        hook.company = company
        for name, value in columns.items():
            setattr(hook, name, value)
        hook.save()
        emit(events.GROUP_HOOK_SAVED, hook, by=by, data={"changed": changed})
        HOOKS.changed()
    return hook


def delete_group_hook(*, instance: GroupHook, by: Actor) -> None:
    with transaction.atomic():
        emit(events.GROUP_HOOK_DELETED, instance, by=by, changes={"name": [instance.name, None]})
        instance.delete()
        HOOKS.changed()


def tell_groups(*, company_id: int, event: str, text: str, by: Actor) -> int:
    """Enqueue the text for each group told of the event; how many there are. Nothing but ids and text leaves the act.

    The text must name no customer: groups have members whom nobody here knows.
    """
    from quanfu.channels.jobs import deliver_to_group  # jobs call actions, so they import this module

    told = hooks_told_of(event, company_id)
    for hook_id in told:
        deliver_to_group.enqueue(hook_id=hook_id, text=text)
    return len(told)


def deliver(*, hook_id: int, text: str, by: Actor) -> None:
    """Post the text to the group's robot; raises GroupError with what it said, so that the job is tried again.

    Nothing happens when the group was taken out of use meanwhile.
    """
    hook = GroupHook.objects.filter(pk=hook_id, is_active=True).first()
    if hook is None:
        return
    error = _post(hook, text)
    GroupHook.objects.filter(pk=hook_id).update(error=error, **({} if error else {"sent_at": now()}))
    if error:
        raise GroupError(error)


def try_group_hook(*, hook: GroupHook, by: Actor) -> GroupHook:
    """Send a greeting at once, so that whoever set it up sees it in the group. Refused with what the robot said."""
    error = _post(hook, _("Quanfu: this group will be told what happens to requests."))
    GroupHook.objects.filter(pk=hook.pk).update(error=error, **({} if error else {"sent_at": now()}))
    if error:
        raise Refused(_("The robot did not take it: %(error)s") % {"error": error})
    return hook


def _post(hook: GroupHook, text: str) -> str:
    """'' when the robot took the text, else what went wrong, at most 300 characters."""
    url, payload = _signed(
        hook.kind, unseal(hook.sealed).get("secret", ""), hook.url, _payload(hook.kind, text)
    )
    body = json.dumps(payload, ensure_ascii=False).encode()
    asked = Request(url, data=body, headers={"Content-Type": "application/json; charset=utf-8"})  # noqa: S310 - http(s) only, see save
    try:
        with _OPENER.open(asked, timeout=int(rule("channels.group_seconds"))) as response:
            said = response.read(10_000)
    except HTTPError as problem:
        return f"HTTP {problem.code}"
    except (URLError, OSError, ValueError) as problem:
        log.warning("group hook %s: %s", hook.pk, getattr(problem, "reason", problem))
        return _("nobody answers at this address")
    return _refusal(said)


def _signed(kind: str, secret: str, url: str, payload: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Address and payload with the signature that robots of DingTalk (in the address) and Feishu (inside) want."""
    instant = now().timestamp()
    if secret and kind == HookKind.DINGTALK:
        stamp = str(int(instant * 1000))
        return (
            f"{url}{'&' if '?' in url else '?'}{urlencode({'timestamp': stamp, 'sign': dingtalk_sign(secret, stamp)})}",
            payload,
        )
    if secret and kind == HookKind.FEISHU:
        stamp = str(int(instant))
        return url, payload | {"timestamp": stamp, "sign": feishu_sign(secret, stamp)}
    return url, payload


def _payload(kind: str, text: str) -> dict[str, Any]:
    if kind == HookKind.FEISHU:
        return {"msg_type": "text", "content": {"text": text}}
    return {"msgtype": "text", "text": {"content": text}}


def _refusal(said: bytes) -> str:
    """The robots answer 200 even when they refuse; the code inside tells."""
    try:
        answer = json.loads(said or b"{}")
    except ValueError:
        return ""
    if not isinstance(answer, dict):
        return ""
    codes: Sequence[Any] = (answer.get("errcode"), answer.get("code"), answer.get("StatusCode"))
    if any(code not in (None, 0) for code in codes):
        return str(answer.get("errmsg") or answer.get("msg") or answer)[:300]
    return ""
