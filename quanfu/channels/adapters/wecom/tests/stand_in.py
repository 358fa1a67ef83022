"""WeCom as it publishes itself: tokens, customer service with cursors, messages to colleagues, files."""

import itertools
from typing import Any

from django.test import Client

from quanfu.channels.adapters.envelope import Envelope
from quanfu.channels.models import Channel
from quanfu.channels.tests.stand_in import Asked, StandIn
from quanfu.core.clock import now

CORP, SECRET, TOKEN = "ww1234567890abcdef", "kf-secret", "hooktoken"
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"
ENVELOPE = Envelope(TOKEN, KEY, CORP)
ACCOUNT, CUSTOMER = "wkAAAA", "wmBBBB"


class WeCom(StandIn):
    """``said``: what customers wrote and what happened, in order; ``page``: how many a call gives; ``sent``: answers taken."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[dict[str, Any]] = []
        self.sent: dict[str, dict[str, Any]] = {}
        self.page = 2
        self.tokens: set[str] = set()
        self._numbers = itertools.count(1)

    def write(
        self, text: str = "暖气不热", *, customer: str = CUSTOMER, at: float | None = None, **values: Any
    ) -> str:
        """A customer writes; gives the message's id."""
        msgid = f"msg{next(self._numbers)}"
        self.said.append({
            "msgid": msgid, "open_kfid": ACCOUNT, "external_userid": customer, "send_time": int(at or now().timestamp()), "origin": 3,
            "msgtype": "text", "text": {"content": text}, **values,
        })  # fmt: skip
        return msgid

    def answer(self, asked: Asked) -> tuple[int, Any]:
        path = asked.path.removeprefix("/cgi-bin/")
        if path == "gettoken":
            if asked.query.get("corpsecret") != SECRET:
                return 200, {"errcode": 40001, "errmsg": "invalid credential"}
            token = f"token{next(self._numbers)}"
            self.tokens = {token}
            return 200, {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": 7200}
        if asked.query.get("access_token") not in self.tokens:
            return 200, {"errcode": 42001, "errmsg": "access_token expired"}
        do = {"kf/sync_msg": self.sync, "kf/send_msg": self.send, "kf/customer/batchget": self.names, "media/get": self.media,
              "kf/account/list": self.accounts, "message/send": self.to_colleague}  # fmt: skip
        return 200, do[path](asked)

    def sync(self, asked: Asked) -> Any:
        start = int(asked.said.get("cursor") or 0)
        end = min(len(self.said), start + self.page)
        return {
            "errcode": 0,
            "errmsg": "ok",
            "next_cursor": str(end),
            "has_more": int(end < len(self.said)),
            "msg_list": self.said[start:end],
        }

    def send(self, asked: Asked) -> Any:
        self.sent[asked.said["msgid"]] = asked.said
        return {"errcode": 0, "errmsg": "ok", "msgid": asked.said["msgid"]}

    def names(self, asked: Asked) -> Any:
        return {
            "errcode": 0,
            "customer_list": [
                {"external_userid": one, "nickname": "小王"} for one in asked.said["external_userid_list"]
            ],
        }

    def media(self, asked: Asked) -> Any:
        if asked.query["media_id"] == "gone":
            return {"errcode": 40007, "errmsg": "invalid media_id"}
        return b"\x89PNG\r\n\x1a\n" + asked.query["media_id"].encode()

    def accounts(self, asked: Asked) -> Any:
        return {"errcode": 0, "account_list": [{"open_kfid": ACCOUNT, "name": "热线客服"}]}

    def to_colleague(self, asked: Asked) -> Any:
        self.sent[f"app{next(self._numbers)}"] = asked.said
        unknown = asked.said["touser"] if asked.said["touser"] == "nobody" else ""
        return {"errcode": 0, "errmsg": "ok", "invaliduser": unknown, "msgid": "app1"}


def ring(
    channel: Channel,
    xml: str,
    *,
    envelope: Envelope = ENVELOPE,
    at: float | None = None,
    nonce: str = "n1",
    signature: str = "",
) -> Any:
    """WeCom calls our hook, as it really does: sealed XML, everything else in the query."""
    stamp = str(int(at or now().timestamp()))
    sealed = envelope.seal(xml.encode())
    said = signature or envelope.signature(stamp, nonce, sealed)
    body = f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt><AgentID>1</AgentID></xml>"
    path = f"{channel.hook_path}?msg_signature={said}&timestamp={stamp}&nonce={nonce}"
    return Client().post(path, body, content_type="text/xml")


def news(token: str = "ENC1") -> str:
    return (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><CreateTime>{int(now().timestamp())}</CreateTime><MsgType><![CDATA[event]]>"
        f"</MsgType><Event><![CDATA[kf_msg_or_event]]></Event><Token><![CDATA[{token}]]></Token><OpenKfId><![CDATA[{ACCOUNT}]]></OpenKfId></xml>"
    )


def words(text: str, *, msgid: str = "100", who: str = "LiJing") -> str:
    """A colleague writes to the app."""
    return (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><FromUserName><![CDATA[{who}]]></FromUserName><CreateTime>"
        f"{int(now().timestamp())}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content><MsgId>{msgid}</MsgId>"
        "<AgentID>1</AgentID></xml>"
    )
