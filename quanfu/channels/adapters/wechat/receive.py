"""What WeChat tells us: followers' messages, as XML, sealed or plain as chosen in its console."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quanfu.channels.adapters.callback import check_time, refuse
from quanfu.channels.adapters.contract import Attached, Call, Calls, Piece, Reply, Understood
from quanfu.channels.adapters.envelope import Envelope, Forged, read_xml
from quanfu.channels.enums import IncomingKind

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

TAKEN = Reply(
    "success"
)  # what WeChat wants to hear within 5 seconds; answers go out by the message API, never here


def envelope_of(channel: "Channel") -> Envelope:
    return Envelope(channel.setting("token"), channel.setting("aes_key"), channel.setting("app_id"))


def verify(channel: "Channel", call: Call) -> Reply | Calls:
    """The handshake (GET with echostr), or a message. WeChat sends it up to three times within 15 seconds, with one id."""
    envelope, query = envelope_of(channel), call.query
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    try:
        if call.method == "GET":
            envelope.check(query.get("signature", ""), stamp, nonce)
            check_time(channel, stamp)
            return Reply(query.get("echostr", "")[:200])
        if query.get("encrypt_type") == "aes":
            sealed = read_xml(call.body).get("Encrypt", "")
            envelope.check(query.get("msg_signature", ""), stamp, nonce, sealed)
            body = envelope.open(sealed)
        else:
            if channel.setting("aes_key"):
                raise Forged(
                    "it came unsealed, though an EncodingAESKey is set: choose the safe mode in the console"
                )
            envelope.check(query.get("signature", ""), stamp, nonce)
            body = call.body
        said = read_xml(body)
    except Forged as problem:
        raise refuse(channel, problem) from None
    check_time(channel, stamp)
    key = said.get("MsgId") or "-".join(
        said.get(part, "") for part in ("FromUserName", "CreateTime", "Event", "EventKey")
    )
    return Calls([Piece(key, body)], TAKEN)


def understand(channel: "Channel", raw: bytes) -> Understood:
    """A message of a follower, with the picture or recording they sent; events (followed, menu) cause nothing."""
    said = read_xml(raw)
    kind, sender = said.get("MsgType", ""), said.get("FromUserName", "")
    found = Understood(
        kind=IncomingKind.REPLY,
        sender=sender,
        sender_name=_("WeChat customer %(tail)s") % {"tail": sender[-4:]},
        facts={"at": said.get("CreateTime", ""), "type": kind},
    )
    if kind == "event" or not sender:
        found.kind = IncomingKind.IGNORED
        found.facts["event"] = said.get("Event", "")[:60]
        return found
    found.text = text_of_message(said)
    if media := said.get("MediaId", ""):
        from quanfu.channels.adapters.wechat.send import fetch_media

        content = fetch_media(channel, media)
        if content is None:
            found.warnings.append(_("WeChat no longer has the file."))
        else:
            found.files = [Attached(f"{kind}.{ENDINGS.get(kind, 'bin')}", content)]
    return found


ENDINGS = {"image": "jpg", "voice": "amr", "video": "mp4", "shortvideo": "mp4", "file": "bin"}


def text_of_message(said: dict[str, str]) -> str:
    """The words of a message of WeChat or WeCom in XML; what has none is named."""
    kind = said.get("MsgType", "")
    if kind == "text":
        return said.get("Content", "")
    if kind == "location":
        return _("Place: %(label)s (%(x)s, %(y)s)") % {
            "label": said.get("Label", ""), "x": said.get("Location_X", ""), "y": said.get("Location_Y", ""),
        }  # fmt: skip
    if kind == "link":
        return "\n".join(
            filter(None, (said.get("Title", ""), said.get("Description", ""), said.get("Url", "")))
        )
    heard = said.get("Recognition", "")
    names = {"image": _("[Picture]"), "voice": _("[Voice message]"), "video": _("[Video]"), "shortvideo": _("[Video]"), "file": _("[File]")}  # fmt: skip
    return f"{names.get(kind) or _('[Message of a kind that cannot be shown here]')} {heard}".strip()
