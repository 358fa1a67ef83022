"""Alibaba Cloud, Tencent Cloud and a plain gateway as they publish themselves: each checks our signature as it really would."""

import hashlib
import hmac
import itertools
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from quanfu.channels.adapters.own_sign import signature
from quanfu.channels.tests.stand_in import Asked, StandIn

KEY_ID, SECRET, SIGN = "LTAI5t", "sms-secret", "松河热力"


class SmsClouds(StandIn):
    """``sent``: what was taken, by the id it got; ``templates``: codes that are approved; ``gateway_ids``: ids of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, dict[str, Any]] = {}
        self.templates = {
            "SMS_1": "您的请求{number}已处理完毕，满意请回复5，不满意回复1。",
            "1001": "您好，{1}，您的请求{2}已受理。",
        }
        self.ids: dict[str, str] = {}
        self._numbers = itertools.count(1)

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if "x-acs-action" in asked.headers:
            return self.aliyun(asked)
        if "x-tc-action" in asked.headers:
            return self.tencent(asked)
        return self.plain(asked)

    def aliyun(self, asked: Asked) -> tuple[int, Any]:
        signed = asked.headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
        query = "&".join(
            f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(asked.query.items())
        )
        canonical = "\n".join([
            asked.method, "/", query, "".join(f"{name}:{asked.headers[name]}\n" for name in signed), ";".join(signed),
            hashlib.sha256(asked.body).hexdigest(),
        ])  # fmt: skip
        to_sign = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        right = hmac.new(SECRET.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        if f"Credential={KEY_ID}," not in asked.headers["authorization"]:
            return 404, {
                "Code": "InvalidAccessKeyId.NotFound",
                "Message": "Specified access key is not found.",
            }
        if not asked.headers["authorization"].endswith(right):
            return 400, {"Code": "SignatureDoesNotMatch", "Message": "Specified signature does not match."}
        if asked.headers["x-acs-action"] == "QuerySmsSign":
            return 200, {
                "Code": "OK",
                "SignStatus": 1 if asked.query["SignName"] == SIGN else 2,
                "Reason": "资料不全",
            }
        if asked.query["TemplateCode"] not in self.templates:
            return 200, {"Code": "isv.SMS_TEMPLATE_ILLEGAL", "Message": "模板不合法"}
        own = f"biz{next(self._numbers)}"
        self.sent[own] = asked.query | {"values": json.loads(asked.query["TemplateParam"])}
        return 200, {"Code": "OK", "Message": "OK", "BizId": own, "RequestId": "r"}

    def tencent(self, asked: Asked) -> tuple[int, Any]:
        stamp = asked.headers["x-tc-timestamp"]
        day = datetime.fromtimestamp(int(stamp), UTC).strftime("%Y-%m-%d")
        canonical = (
            f"POST\n/\n\ncontent-type:{asked.headers['content-type']}\nhost:{asked.headers['host']}\n\ncontent-type;host\n"
            + hashlib.sha256(asked.body).hexdigest()
        )
        to_sign = f"TC3-HMAC-SHA256\n{stamp}\n{day}/sms/tc3_request\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        key = f"TC3{SECRET}".encode()
        for part in (day, "sms", "tc3_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        if not asked.headers["authorization"].endswith(
            hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
        ):
            return 200, {
                "Response": {
                    "Error": {"Code": "AuthFailure.SignatureFailure", "Message": "wrong"},
                    "RequestId": "r",
                }
            }
        if asked.headers["x-tc-action"] == "DescribeSmsTemplateList":
            rows = [
                {"TemplateId": int(code), "TemplateContent": text}
                for code, text in self.templates.items()
                if code.isdecimal()
            ]
            return 200, {"Response": {"DescribeTemplateStatusSet": rows, "RequestId": "r"}}
        own = f"serial{next(self._numbers)}"
        self.sent[own] = asked.said
        return 200, {
            "Response": {
                "SendStatusSet": [{"SerialNo": own, "Code": "Ok", "Message": "send success"}],
                "RequestId": "r",
            }
        }

    def plain(self, asked: Asked) -> tuple[int, Any]:
        right = signature(SECRET, asked.headers.get("x-quanfu-timestamp", ""), asked.body)
        if asked.headers.get("x-quanfu-signature") != right:
            return 401, {"error": "wrong signature"}
        if asked.said.get("check"):
            return 200, {}
        own = self.ids.setdefault(asked.said["id"], f"gw{next(self._numbers)}")
        self.sent[own] = asked.said
        return 202, {"id": own}
