"""What SMS providers tell us: what became of a message, and what people answered."""

import json
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from quanfu.channels.adapters.callback import check_time, dict_of, read_json, refuse, text_of
from quanfu.channels.adapters.contract import Call, Calls, Piece, Reply, Understood
from quanfu.channels.adapters.own_sign import signature
from quanfu.channels.enums import IncomingKind
from quanfu.core.rules import rule
from quanfu.customers.queries.phone import normal_phone

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

MOST = 1000  # parts of one call-back
ANSWERS = {
    "aliyun": '{"code": 0, "msg": "成功"}',
    "tencent": '{"result": 0, "errmsg": "OK"}',
    "http": '{"ok": true}',
}


def verify(channel: "Channel", call: Call) -> Reply | Calls:
    """Many reports and answers come in one call; each is kept by itself.

    Neither cloud signs its call-backs: the secret address is all that proves them. A gateway of one's own signs.
    """
    provider = channel.setting("provider")
    if call.method != "POST" or provider not in ANSWERS:
        raise refuse(channel, "not a call-back, or no provider is set")
    if provider == "http":
        _check_gateway(channel, call)
    said = read_json(channel, call.body)
    parts = (
        _gateway_parts(dict_of(said)) if provider == "http" else said if isinstance(said, list) else [said]
    )
    pieces = [_piece(provider, part) for part in parts[:MOST] if isinstance(part, dict)]
    return Calls(pieces, Reply(ANSWERS[provider], "application/json; charset=utf-8"))


def understand(raw: bytes) -> Understood:
    said = dict_of(json.loads(raw))
    if "ok" in said:
        return Understood(
            kind=IncomingKind.REPORT, sender=text_of(said.get("phone"), 24),
            facts={"provider_id": said["id"], "ok": said["ok"], "error": text_of(said.get("error"), 300)},
        )  # fmt: skip
    phone, text = text_of(said.get("phone"), 24), text_of(said.get("text"), 2000).strip()
    stops = {
        word.strip().casefold() for word in str(rule("channels.stop_words")).replace("，", ",").split(",")
    }
    stopped = text.casefold() in stops - {""}
    return Understood(
        kind=IncomingKind.IGNORED if stopped else IncomingKind.REPLY, sender=normal_phone(phone) or phone, phone=phone, text=text,
        facts={"stop": text[:60]} if stopped else {},
    )  # fmt: skip


def _piece(provider: str, part: dict[str, Any]) -> Piece:
    """The part in one form for all providers: {"id", "ok", "error", "phone"} or {"phone", "text"}."""
    read = {"aliyun": _of_aliyun, "tencent": _of_tencent}.get(provider, _of_gateway)
    own, kept = read(part)
    kept["as_it_came"] = part
    raw = json.dumps(kept, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Piece(own or f"sms {sha256(raw).hexdigest()}", raw)


def _of_aliyun(part: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if "biz_id" in part:
        own, ok = text_of(part["biz_id"], 100), str(part.get("success")).casefold() == "true"
        error = "" if ok else f"{text_of(part.get('err_code'))}: {text_of(part.get('err_msg'))}"
        return f"report {own} {text_of(part.get('phone_number'), 24)} {ok}", {
            "id": own,
            "ok": ok,
            "error": error,
            "phone": text_of(part.get("phone_number"), 24),
        }
    own = text_of(part.get("sequence_id"), 100)
    return own and f"up {own}", {
        "phone": text_of(part.get("phone_number"), 24),
        "text": text_of(part.get("content")),
    }


def _of_tencent(part: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    phone = f"+{text_of(part.get('nationcode'), 4) or 86}{text_of(part.get('mobile'), 24)}"
    if "report_status" in part:
        own, ok = text_of(part.get("sid"), 100), part.get("report_status") == "SUCCESS"
        error = "" if ok else f"{text_of(part.get('errmsg'))}: {text_of(part.get('description'))}"
        return f"report {own} {ok}", {"id": own, "ok": ok, "error": error, "phone": phone}
    return "", {
        "phone": phone,
        "text": text_of(part.get("text")),
    }  # it has no id: the same words at the same second are one


def _of_gateway(part: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    own = text_of(part.get("id"), 100)
    if "ok" in part:
        return f"report {own} {bool(part['ok'])}", {
            "id": own,
            "ok": bool(part["ok"]),
            "error": text_of(part.get("error"), 300),
            "phone": text_of(part.get("to"), 24),
        }
    return own and f"up {own}", {"phone": text_of(part.get("from"), 24), "text": text_of(part.get("text"))}


def _gateway_parts(said: dict[str, Any]) -> list[Any]:
    lists = (said.get("reports"), said.get("messages"))
    return [part for found in lists if isinstance(found, list) for part in found]


def _check_gateway(channel: "Channel", call: Call) -> None:
    stamp, secret = call.headers.get("x-quanfu-timestamp", ""), channel.setting("key_secret")
    right = signature(secret, stamp, call.body)
    if not secret or not compare_digest(right.encode(), call.headers.get("x-quanfu-signature", "").encode()):
        raise refuse(channel, "wrong signature")
    check_time(channel, stamp)
