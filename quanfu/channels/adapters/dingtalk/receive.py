"""What DingTalk tells us: messages to the robot, as JSON, signed in the headers."""

import json
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quanfu.channels.adapters.callback import check_time, dict_of, read_json, refuse, text_of
from quanfu.channels.adapters.contract import Attached, Call, Calls, Piece, Reply, Understood
from quanfu.channels.adapters.robot_sign import dingtalk_sign
from quanfu.channels.enums import IncomingKind

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

MOST_FILES = 20  # of one message
ENDINGS = {"picture": "jpg", "audio": "amr", "video": "mp4"}


def verify(channel: "Channel", call: Call) -> Reply | Calls:
    """The headers carry the time in milliseconds and its signature; the body is not signed, so the address stays secret."""
    secret, stamp = channel.setting("app_secret"), call.headers.get("timestamp", "")
    if call.method != "POST" or not secret:
        raise refuse(channel, "not a message, or no AppSecret is set")
    if not compare_digest(dingtalk_sign(secret, stamp).encode(), call.headers.get("sign", "").encode()):
        raise refuse(channel, "wrong signature")
    check_time(channel, float(stamp) / 1000 if stamp.isdecimal() else "none")
    said = dict_of(read_json(channel, call.body))
    if not (key := text_of(said.get("msgId"), 200)):
        raise refuse(channel, "no msgId")
    return Calls([Piece(key, call.body)])


def understand(channel: "Channel", raw: bytes) -> Understood:
    said = dict_of(json.loads(raw))
    group, person = (
        said.get("conversationType") == "2",
        text_of(said.get("senderStaffId")) or text_of(said.get("senderId")),
    )
    talk = text_of(said.get("conversationId"))
    created = text_of(said.get("createAt"), 20)
    found = Understood(
        kind=IncomingKind.REPLY if person else IncomingKind.IGNORED,
        sender=(f"{talk}/{person}" if group else person)[:200],
        sender_name=text_of(said.get("senderNick"), 120),
        subject=text_of(said.get("conversationTitle"), 200) if group else "",
        text=_words(said),
        facts={
            "at": str(int(created) / 1000) if created.isdecimal() else "", "type": text_of(said.get("msgtype"), 30),
            "webhook": text_of(said.get("sessionWebhook"), 500), "webhook_until": text_of(said.get("sessionWebhookExpiredTime"), 20),
            "person": text_of(said.get("senderStaffId"), 100),
        },
    )  # fmt: skip
    if person:
        _fetch_files(channel, said, found)
    return found


def _fetch_files(channel: "Channel", said: dict[str, Any], found: Understood) -> None:
    """Pictures, voice, videos and files, each by its code; what DingTalk no longer has is a warning."""
    from quanfu.channels.adapters.dingtalk.send import fetch_file

    kind, content = text_of(said.get("msgtype"), 30), dict_of(said.get("content"))
    parts = [dict_of(part) for part in content.get("richText") or []] if kind == "richText" else [content]
    robot, files = text_of(said.get("robotCode"), 64) or channel.setting("robot_code"), []
    for part in parts[:MOST_FILES]:
        if not (code := text_of(part.get("downloadCode"), 2000)):
            continue
        if (bytes_ := fetch_file(channel, code, robot)) is None:
            found.warnings.append(_("DingTalk does not give the file."))
        else:
            type_ = text_of(part.get("type"), 30) or kind
            name = text_of(part.get("fileName"), 120) or f"{type_}.{ENDINGS.get(type_, 'bin')}"
            files.append(Attached(name, bytes_))
    found.files = files


def _words(said: dict[str, Any]) -> str:
    kind, content = text_of(said.get("msgtype"), 30), dict_of(said.get("content"))
    if kind == "text":
        return text_of(dict_of(said.get("text")).get("content")).strip()
    if kind == "richText":
        return "\n".join(
            text_of(dict_of(part).get("text")) or _("[Picture]") for part in content.get("richText") or []
        ).strip()
    names = {
        "picture": _("[Picture]"),
        "audio": _("[Voice message]"),
        "video": _("[Video]"),
        "file": _("[File]"),
    }
    return f"{names.get(kind) or _('[Message of a kind that cannot be shown here]')} {text_of(content.get('recognition'))}".strip()
