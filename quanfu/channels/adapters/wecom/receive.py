"""What WeCom tells us: sealed XML at our hook, and what `pull.py` fetches from customer service."""

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quanfu.channels.adapters.callback import check_time, dict_of, refuse, text_of
from quanfu.channels.adapters.contract import Attached, Call, Calls, Piece, Reply, Understood
from quanfu.channels.adapters.envelope import Envelope, Forged, read_xml
from quanfu.channels.adapters.wechat.receive import ENDINGS, text_of_message
from quanfu.channels.enums import IncomingKind

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

NEWS = "kf_msg_or_event"  # "there is something to fetch"
EVENT_KEY = "event "
CUSTOMER, SYSTEM = 3, 4  # who speaks, in what is fetched


def envelope_of(channel: "Channel") -> Envelope:
    return Envelope(channel.setting("token"), channel.setting("aes_key"), channel.setting("corp_id"))


def verify(channel: "Channel", call: Call) -> Reply | Calls:
    """The handshake (GET with a sealed echostr), a message to the app, or the news that there is something to fetch."""
    envelope, query = envelope_of(channel), call.query
    stamp, nonce, signature = (query.get(name, "") for name in ("timestamp", "nonce", "msg_signature"))
    try:
        sealed = query.get("echostr", "") if call.method == "GET" else read_xml(call.body).get("Encrypt", "")
        envelope.check(signature, stamp, nonce, sealed)
        body = envelope.open(sealed)
        if call.method == "GET":
            check_time(channel, stamp)
            return Reply(body.decode("utf-8", "replace"))
        said = read_xml(body)
    except Forged as problem:
        raise refuse(channel, problem) from None
    check_time(channel, stamp)
    return Calls([Piece(_key(said), body)])


def _key(said: dict[str, str]) -> str:
    if said.get("Event") == NEWS:
        return EVENT_KEY + sha256(said.get("Token", "").encode()).hexdigest()[:40]
    parts = ("FromUserName", "CreateTime", "Event", "EventKey", "AgentID")
    return said.get("MsgId") or "-".join(said.get(part, "") for part in parts)


def understand(channel: "Channel", raw: bytes) -> Understood:
    return _of_customer(channel, json.loads(raw)) if raw[:1] == b"{" else _of_app(channel, read_xml(raw))


def _of_app(channel: "Channel", said: dict[str, str]) -> Understood:
    """What a colleague wrote to the app. Events cause nothing here; that there is news is seen by `pull.py`."""
    kind, sender = said.get("MsgType", ""), said.get("FromUserName", "")
    found = Understood(
        kind=IncomingKind.REPLY,
        sender=sender,
        sender_name=sender,
        facts={"at": said.get("CreateTime", ""), "type": kind},
    )
    if kind == "event" or not sender:
        found.kind, found.facts["event"] = IncomingKind.IGNORED, said.get("Event", "")[:60]
        return found
    found.text = text_of_message(said)
    _fetch_file(channel, found, kind, said.get("MediaId", ""))
    return found


def _fetch_file(channel: "Channel", found: Understood, kind: str, media: str) -> None:
    """Put the picture, recording or file beside the words; WeCom keeps it for three days. NotSent where trying later helps."""
    from quanfu.channels.adapters.wecom.send import fetch_media

    if not media:
        return
    content = fetch_media(channel, media)
    if content is None:
        found.warnings.append(_("WeCom no longer has the file."))
    else:
        found.files = [Attached(f"{kind}.{ENDINGS.get(kind, 'bin')}", content)]


def _of_customer(channel: "Channel", kept: dict[str, Any]) -> Understood:
    """One message of customer service as `pull.py` keeps it: {"msg": …, "name": …}."""
    said = dict_of(kept.get("msg"))
    account, customer = text_of(said.get("open_kfid")), text_of(said.get("external_userid"))
    kind = text_of(said.get("msgtype"))
    found = Understood(
        kind=IncomingKind.REPLY, sender=f"{account}/{customer}", sender_name=text_of(kept.get("name"), 120) or _("WeChat customer %(tail)s") % {"tail": customer[-4:]},
        facts={"at": text_of(said.get("send_time")), "type": kind},
    )  # fmt: skip
    if said.get("origin") != CUSTOMER or not customer:
        event = dict_of(said.get("event"))
        found.kind, found.facts["event"] = IncomingKind.IGNORED, text_of(event.get("event_type"), 60)
        if event.get("event_type") == "msg_send_fail":
            found.kind = IncomingKind.REPORT
            found.facts |= {
                "provider_id": text_of(event.get("fail_msgid")), "ok": False, "error": failed_text(event.get("fail_type")),
            }  # fmt: skip
        return found
    found.text = _words(kind, dict_of(said.get(kind)))
    _fetch_file(channel, found, kind, text_of(dict_of(said.get(kind)).get("media_id")))
    return found


def _words(kind: str, part: dict[str, Any]) -> str:
    if kind == "text":
        return text_of(part.get("content"))
    flat = {
        "MsgType": kind, "Label": " ".join(filter(None, (text_of(part.get("name")), text_of(part.get("address"))))),
        "Location_X": str(part.get("latitude", "")), "Location_Y": str(part.get("longitude", "")),
        "Title": text_of(part.get("title")), "Description": text_of(part.get("desc")), "Url": text_of(part.get("url")),
    }  # fmt: skip
    return text_of_message(flat)


def failed_text(kind: object) -> str:
    """Why an answer did not arrive, by the number WeCom gives."""
    return {
        10: _("the customer takes no more messages from this account"),
        11: _("the customer service account was deleted"),
        12: _("the app was switched off"),
        13: _("the customer wrote more than 48 hours ago"),
    }.get(kind if isinstance(kind, int) else -1, _("WeCom does not say why"))
