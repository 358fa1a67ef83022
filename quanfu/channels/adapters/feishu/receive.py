"""What Feishu tells us: events of schema 2.0 as JSON, sealed and signed when an Encrypt Key is set."""

import json
import re
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quanfu.channels.adapters.callback import check_time, dict_of, read_json, refuse, text_of
from quanfu.channels.adapters.contract import Attached, Call, Calls, Piece, Reply, Understood
from quanfu.channels.adapters.envelope import Forged
from quanfu.channels.adapters.feishu import crypto
from quanfu.channels.enums import IncomingKind

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

MESSAGE = "im.message.receive_v1"
_MENTION = re.compile(r"@_(?:user_\d+|all)\s*")
MOST_FILES = 20  # of one message
ENDINGS = {"image": "jpg", "audio": "opus", "media": "mp4"}


def verify(channel: "Channel", call: Call) -> Reply | Calls:
    """The handshake (a challenge to give back), or an event. Feishu sends an event again until it hears 200."""
    if call.method != "POST":
        raise refuse(channel, "not an event")
    body, said = call.body, dict_of(read_json(channel, call.body))
    key, sealed = channel.setting("encrypt_key"), text_of(said.get("encrypt"), 10**7)
    if sealed:
        try:
            body = crypto.open_sealed(key, sealed) if key else b""
        except Forged as problem:
            raise refuse(channel, problem) from None
        said = dict_of(read_json(channel, body))
    elif key:
        raise refuse(channel, "it came unsealed, though an Encrypt Key is set")
    shaken = said.get("type") == "url_verification"
    if key and not shaken:
        _check_signature(channel, key, call)
    _check_token(channel, said)
    if shaken:
        answer = json.dumps({"challenge": text_of(said.get("challenge"), 500)})
        return Reply(answer, "application/json; charset=utf-8")
    header, message = dict_of(said.get("header")), dict_of(dict_of(said.get("event")).get("message"))
    name = text_of(message.get("message_id"), 200) or text_of(header.get("event_id"), 200)
    if not name:
        raise refuse(channel, "no id")
    return Calls([Piece(name, body)], Reply("{}", "application/json; charset=utf-8"))


def _check_signature(channel: "Channel", key: str, call: Call) -> None:
    stamp, nonce = (
        call.headers.get("x-lark-request-timestamp", ""),
        call.headers.get("x-lark-request-nonce", ""),
    )
    try:
        crypto.check(key, call.headers.get("x-lark-signature", ""), stamp, nonce, call.body)
    except Forged as problem:
        raise refuse(channel, problem) from None
    check_time(channel, stamp)


def _check_token(channel: "Channel", said: dict[str, Any]) -> None:
    """The Verification Token inside; without one set, the seal alone proves who speaks, and without both nothing does."""
    wanted, key = channel.setting("verification_token"), channel.setting("encrypt_key")
    given = text_of(said.get("token")) or text_of(dict_of(said.get("header")).get("token"))
    if not (wanted or key) or (wanted and not compare_digest(wanted.encode(), given.encode())):
        raise refuse(channel, "wrong Verification Token")


def understand(channel: "Channel", raw: bytes) -> Understood:
    """A message of a person. What robots say, and other events, cause nothing."""
    said = dict_of(json.loads(raw))
    event = dict_of(said.get("event"))
    message, sender = dict_of(event.get("message")), dict_of(event.get("sender"))
    person, kind = (
        text_of(dict_of(sender.get("sender_id")).get("open_id")),
        text_of(message.get("message_type"), 30),
    )
    created = text_of(message.get("create_time"), 20)
    found = Understood(
        kind=IncomingKind.REPLY, sender=person, sender_name=_("Feishu user %(tail)s") % {"tail": person[-4:]},
        facts={"at": str(int(created) / 1000) if created.isdecimal() else "", "type": kind, "message_id": text_of(message.get("message_id"), 200)},
    )  # fmt: skip
    if (
        dict_of(said.get("header")).get("event_type") != MESSAGE
        or sender.get("sender_type") != "user"
        or not person
    ):
        found.kind = IncomingKind.IGNORED
        return found
    content = _content(message)
    found.text = _words(kind, content, message)
    _fetch_files(channel, kind, content, found)
    return found


def _fetch_files(channel: "Channel", kind: str, content: dict[str, Any], found: Understood) -> None:
    """Pictures, those among words too, recordings, films and files; what Feishu does not give is a warning."""
    from quanfu.channels.adapters.feishu.send import fetch_resource

    parts = [content]
    if kind == "post":
        lines = content.get("content") or []
        parts = [dict_of(part) for line in lines if isinstance(line, list) for part in line]
    files: list[Attached] = []
    for part in parts:
        type_ = {"img": "image"}.get(text_of(part.get("tag"), 30), text_of(part.get("tag"), 30) or kind)
        is_picture = type_ == "image"
        resource = text_of(part.get("image_key" if is_picture else "file_key"), 200)
        if not resource or len(files) == MOST_FILES:
            continue
        bytes_ = fetch_resource(
            channel, found.facts["message_id"], resource, "image" if is_picture else "file"
        )
        if bytes_ is None:
            found.warnings.append(_("Feishu does not give the file."))
        else:
            name = text_of(part.get("file_name"), 120) or f"{type_}.{ENDINGS.get(type_, 'bin')}"
            files.append(Attached(name, bytes_))
    found.files = files


def _content(message: dict[str, Any]) -> dict[str, Any]:
    try:
        return dict_of(json.loads(text_of(message.get("content"), 10**6) or "{}"))
    except (ValueError, RecursionError):
        return {}


def _words(kind: str, content: dict[str, Any], message: dict[str, Any]) -> str:
    if kind == "text":
        text = text_of(content.get("text"))
        for one in message.get("mentions") or []:  # the robot's own name goes, others stay readable
            mention = dict_of(one)
            name = "" if mention.get("mentioned_type") == "bot" else f"@{text_of(mention.get('name'), 60)}"
            text = text.replace(text_of(mention.get("key"), 40) or "\0", name)
        return _MENTION.sub("", text).strip()
    if kind == "post":
        lines = [text_of(content.get("title"))]
        for line in content.get("content") or []:
            lines.append(
                "".join(text_of(dict_of(part).get("text")) for part in line if isinstance(line, list))
            )
        return "\n".join(filter(None, lines))
    names = {
        "image": _("[Picture]"),
        "audio": _("[Voice message]"),
        "media": _("[Video]"),
        "file": _("[File]"),
    }
    return names.get(kind) or _("[Message of a kind that cannot be shown here]")
