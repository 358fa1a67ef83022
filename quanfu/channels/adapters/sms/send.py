"""SMS out, by whichever provider is set up."""

import json
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import Finding, NotSent, Sent
from quanfu.channels.adapters.sms import aliyun, gateway, tencent
from quanfu.channels.adapters.sms.forms import ADDRESSES
from quanfu.channels.adapters.sms.rules import fit_of, objection
from quanfu.channels.adapters.sms.template import Fit, places_of
from quanfu.channels.adapters.vendor import Answer, ask
from quanfu.core.clock import now
from quanfu.customers.queries.phone import normal_phone

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Message

LATER_ALIYUN = (
    "isv.BUSINESS_LIMIT_CONTROL",
    "isp.SYSTEM_ERROR",
    "isv.DAY_LIMIT_CONTROL",
    "Throttling",
    "ServiceUnavailable",
    "InternalError",
)
LATER_TENCENT = (
    "RequestLimitExceeded",
    "InternalError",
    "LimitExceeded.PhoneNumberThirtySecondLimit",
    "FailedOperation.FailResolvePacket",
)


def send(channel: "Channel | None", message: "Message") -> Sent:
    if channel is None:
        raise NotSent(_("The channel has been removed."), final=True)
    if why := objection(channel, message.to, message.text, besides=message.pk):
        raise NotSent(why, final=True)
    phone, fit = normal_phone(message.to), fit_of(channel, message.text)
    provider = channel.setting("provider")
    if provider == "http" or fit is None:
        return Sent(gateway.send(channel, message, phone, fit))
    send_by = {"aliyun": _by_aliyun, "tencent": _by_tencent}[provider]
    return Sent(send_by(channel, message, phone, fit))


def check(channel: "Channel") -> list[Finding]:
    """Whether the key is right and the signature approved. Sends nothing."""
    from quanfu.channels.models import SmsTemplate

    provider = channel.setting("provider")
    if not provider:
        return [Finding(False, _("Enter and save first: %(fields)s") % {"fields": _("Provider")})]
    try:
        found = {"aliyun": _check_aliyun, "tencent": _check_tencent}.get(provider, gateway.check)(channel)
    except NotSent as problem:
        return [Finding(False, _explained(problem.text))]
    if (
        not channel.setting("free_text")
        and not SmsTemplate.objects.filter(channel=channel, is_active=True).exists()
    ):
        found.append(
            Finding(False, _("There is no SMS template yet, so nothing can go out: add the approved ones."))
        )
    return found


def _by_aliyun(channel: "Channel", message: "Message", phone: str, fit: Fit) -> str:
    said = _aliyun(channel, "SendSms", {
        "PhoneNumbers": phone.lstrip("+"), "SignName": channel.setting("sign"), "TemplateCode": fit.code,
        "TemplateParam": json.dumps(fit.values, ensure_ascii=False), "OutId": str(message.pk),
    })  # fmt: skip
    return str(said.get("BizId") or "")


def _aliyun(channel: "Channel", action: str, params: dict[str, str]) -> dict[str, Any]:
    base = channel.setting("api_url") or ADDRESSES["aliyun"]
    query = aliyun.canonical_query(params)
    headers = aliyun.signed_headers(
        key_id=channel.setting("key_id"), key_secret=channel.setting("key_secret"), host=urlsplit(base).netloc, action=action,
        version=aliyun.VERSION, query=query, at=now(), nonce=secrets.token_hex(16),
    )  # fmt: skip
    answer = ask("POST", f"{base}/?{query}", headers=headers)
    code = str(answer.said.get("Code") or answer.status)
    if code != "OK":
        raise NotSent(
            f"{code}: {answer.said.get('Message') or ''}",
            final=bool(answer.said) and not code.startswith(LATER_ALIYUN),
        )
    return answer.said


def _check_aliyun(channel: "Channel") -> list[Finding]:
    said = _aliyun(channel, "QuerySmsSign", {"SignName": channel.setting("sign")})
    states = {0: _("is being examined"), 1: "", 2: _("was not approved")}
    state = states.get(said.get("SignStatus", 1), "")
    found = [Finding(True, _("The key is right."))]
    name = {"sign": channel.setting("sign"), "state": state, "reason": said.get("Reason") or ""}
    return [*found, Finding(False, _("The signature %(sign)s %(state)s. %(reason)s") % name) if state else Finding(True, _("The signature %(sign)s is approved.") % name)]  # fmt: skip


def _by_tencent(channel: "Channel", message: "Message", phone: str, fit: Fit) -> str:
    names = sorted(fit.values, key=int) if all(name.isdecimal() for name in fit.values) else list(fit.values)
    said = _tencent(channel, "SendSms", {
        "PhoneNumberSet": [phone if phone.startswith("+") else f"+86{phone}"], "SmsSdkAppId": channel.setting("app_id"),
        "SignName": channel.setting("sign"), "TemplateId": fit.code, "TemplateParamSet": [fit.values[name] for name in names],
        "SessionContext": str(message.pk),
    })  # fmt: skip
    states = said.get("SendStatusSet") or [{}]
    code = str(states[0].get("Code") or "")
    if code != "Ok":
        raise NotSent(f"{code}: {states[0].get('Message') or ''}", final=not code.startswith(LATER_TENCENT))
    return str(states[0].get("SerialNo") or "")


def _tencent(channel: "Channel", action: str, body: dict[str, Any]) -> dict[str, Any]:
    base = channel.setting("api_url") or ADDRESSES["tencent"]
    content = json.dumps(body, ensure_ascii=False).encode()
    headers = tencent.signed_headers(
        secret_id=channel.setting("key_id"), secret_key=channel.setting("key_secret"), service="sms", host=urlsplit(base).netloc,
        body=content, at=now(),
    )  # fmt: skip
    region = channel.setting("region") or "ap-guangzhou"
    answer: Answer = ask(
        "POST",
        f"{base}/",
        body=content,
        headers=headers | {"X-TC-Action": action, "X-TC-Version": tencent.VERSION, "X-TC-Region": region},
    )
    said = answer.said.get("Response")
    if not isinstance(said, dict):
        raise NotSent(f"HTTP {answer.status}")
    if error := said.get("Error"):
        code = str(error.get("Code"))
        raise NotSent(f"{code}: {error.get('Message') or ''}", final=not code.startswith(LATER_TENCENT))
    return said


def _check_tencent(channel: "Channel") -> list[Finding]:
    said = _tencent(channel, "DescribeSmsTemplateList", {"International": 0, "Limit": 100, "Offset": 0})
    theirs = {str(one.get("TemplateId")): one for one in said.get("DescribeTemplateStatusSet") or []}
    from quanfu.channels.models import SmsTemplate

    ours = SmsTemplate.objects.filter(channel=channel, is_active=True).values_list("code", "text")
    found = [Finding(True, _("The key is right."))]
    for code, text in ours:
        known = theirs.get(code)
        if known is None:
            found.append(Finding(False, _("Tencent Cloud has no template %(code)s.") % {"code": code}))
        elif len(places_of(str(known.get("TemplateContent")))) != len(places_of(text)):
            found.append(
                Finding(
                    False,
                    _("Template %(code)s has other places at Tencent Cloud: %(text)s")
                    % {"code": code, "text": known.get("TemplateContent")},
                )
            )
    return found


def _explained(said: str) -> str:
    hints = {
        "InvalidAccessKeyId": _("the key is wrong"), "SignatureDoesNotMatch": _("the secret of the key is wrong"),
        "AuthFailure.SecretIdNotFound": _("the key is wrong"), "AuthFailure.SignatureFailure": _("the secret of the key is wrong"),
        "AuthFailure.SignatureExpire": _("the clock of this server is wrong"), "InvalidTimeStamp": _("the clock of this server is wrong"),
        "isp.RAM_PERMISSION_DENY": _("the key may not use SMS: give it the right AliyunDysmsFullAccess"),
        "UnauthorizedOperation": _("the key may not use SMS: give it the right QcloudSMSFullAccess"),
    }  # fmt: skip
    for words, hint in hints.items():
        if words in said:
            return f"{said} ({hint})"[:300]
    return said
