"""Answers through DingTalk: by the address it gave with the message while that lasts, then by the robot to the person."""

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import Finding, NotSent, Sent
from quanfu.channels.adapters.vendor import Answer, access_token, ask
from quanfu.core.clock import now
from quanfu.core.rules import rule

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Incoming, Message

OWN = (".dingtalk.com",)
LATER = frozenset({-1, 90018, 130101})  # busy, or too often (20 a minute)


def send(channel: "Channel | None", message: "Message") -> Sent:
    if channel is None:
        raise NotSent(_("The channel has been removed."), final=True)
    last = _last(channel, message.to)
    facts = last.facts if last else {}
    if _lasts(channel, facts):
        body = {"msgtype": "text", "text": {"content": message.text}}
        if "/" in message.to and facts.get("person"):
            body["at"] = {"atUserIds": [facts["person"]]}  # type: ignore[dict-item]
        _accepted(ask("POST", facts["webhook"], json=body))
        return Sent()
    person, robot = (
        facts.get("person") or ("" if "/" in message.to else message.to),
        channel.setting("robot_code"),
    )
    if not robot or not person:
        raise NotSent(
            _("The address for quick answers has ended, and no RobotCode is set to write to the person."),
            final=True,
        )
    said = _call(channel, "v1.0/robot/oToMessages/batchSend", {
        "robotCode": robot, "userIds": [person], "msgKey": "sampleText",
        "msgParam": json.dumps({"content": message.text}, ensure_ascii=False),
    })  # fmt: skip
    if person in (said.said.get("invalidStaffIdList") or []):
        raise NotSent(_("DingTalk does not know %(who)s.") % {"who": person}, final=True)
    return Sent(str(said.said.get("processQueryKey") or ""))


def check(channel: "Channel") -> list[Finding]:
    try:
        _token(channel, fresh=True)
    except NotSent as problem:
        return [Finding(False, _("DingTalk gives no access token: %(said)s") % {"said": problem.text})]
    found = [Finding(True, _("Client ID and Secret are right: DingTalk gave an access token."))]
    if not channel.setting("robot_code"):
        found.append(
            Finding(False, _("Without a RobotCode only fresh messages can be answered, for about two hours."))
        )
    return found


def fetch_file(channel: "Channel", code: str, robot: str) -> bytes | None:
    """What somebody sent to the robot, by the code in the message; None when DingTalk no longer has it."""
    try:
        said = _call(
            channel, "v1.0/robot/messageFiles/download", {"downloadCode": code, "robotCode": robot}
        ).said
    except NotSent as problem:
        if problem.final:
            return None
        raise
    url = str(said.get("downloadUrl") or "")
    if urlsplit(url).scheme != "https" and urlsplit(url)[:2] != urlsplit(str(channel.setting("api_url")))[:2]:
        return None
    answer = ask("GET", url, longest=int(rule("channels.raw_megabytes")) * 1024 * 1024)
    return answer.content if answer.status == 200 else None


def _last(channel: "Channel", sender: str) -> "Incoming | None":
    from quanfu.channels.models import Incoming

    return Incoming.objects.filter(channel=channel, sender=sender).order_by("-pk").only("facts").first()


def _lasts(channel: "Channel", facts: dict[str, str]) -> bool:
    """Whether the address that came with the message still takes answers, and is one of DingTalk's or of the gateway set."""
    until, url = str(facts.get("webhook_until", "")), urlsplit(str(facts.get("webhook", "")))
    ours = urlsplit(str(channel.setting("api_url")))
    trusted = (url.scheme == "https" and (url.hostname or "").endswith(OWN)) or url[:2] == ours[:2]
    return trusted and until.isdecimal() and int(until) / 1000 > now().timestamp() + 5


def _accepted(answer: Answer) -> None:
    """Of the address for quick answers, which says 200 whatever happens."""
    code = answer.said.get("errcode", -1)
    if answer.status != 200 or code != 0:
        raise NotSent(
            f"{code}: {answer.said.get('errmsg') or f'HTTP {answer.status}'}", final=code not in LATER
        )


def _call(channel: "Channel", path: str, body: dict[str, object]) -> Answer:
    token = _token(channel)
    for last in (False, True):
        answer = ask(
            "POST",
            f"{channel.setting('api_url')}/{path}",
            json=body,
            headers={"x-acs-dingtalk-access-token": token},
        )
        if answer.status == 401 and not last:
            token = _token(channel, not_this=token)
            continue
        break
    if answer.status != 200:
        said = f"{answer.said.get('code') or answer.status}: {answer.said.get('message') or ''}"
        raise NotSent(said, final=answer.status not in (401, 429) and "Throttling" not in said)
    return answer


def _token(channel: "Channel", *, not_this: str = "", fresh: bool = False) -> str:
    key, secret = channel.setting("app_key"), channel.setting("app_secret")

    def fetch() -> tuple[str, int]:
        answer = ask(
            "POST",
            f"{channel.setting('api_url')}/v1.0/oauth2/accessToken",
            json={"appKey": key, "appSecret": secret},
        )
        if answer.status != 200 or not answer.said.get("accessToken"):
            raise NotSent(
                f"{answer.said.get('code') or answer.status}: {answer.said.get('message') or ''}",
                final=answer.status != 429,
            )
        return str(answer.said["accessToken"]), int(answer.said.get("expireIn", 7200))

    if fresh:
        return fetch()[0]
    return access_token(channel, f"dingtalk {key} {secret}", fetch, not_this=not_this)
