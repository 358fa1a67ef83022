"""Mails that say that a mail did not arrive: RFC 3464 reports, and the many that machines write in words of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from quanfu.channels.reading.fields import Fields, message_ids, split_fields
from quanfu.channels.reading.mime import Part

LONGEST = 60_000
_MACHINE = re.compile(
    r"mailer-?daemon|postmaster|mail[ _.-]?delivery|delivery[ _.-]?(?:subsystem|system|service|failure)|system administrator"
    r"|mail (?:system|server|router)|mail administrator|majordomo|mdaemon|mailsystem|smtp[ _.-]|returned mail|bounce|no-?reply-?bounce"
    r"|邮件系统|郵件系統|系统管理员|邮局|postoffice|mail service|jetmail|auto.?mailer|administrator",
    re.I,
)
_SUBJECT = re.compile(
    r"undeliver|un-?deliverable|deliver(?:y|ed)?[ -]*(?:status|fail|error|problem|delay|incomplete|report|to .{0,60} failed)|non[ -]?deliver"
    r"|fail(?:ure|ed)[ -]*(?:notice|notification|delivery|mail|to deliver|report)|(?:mail|message|email|e-mail) (?:delivery |sending )?(?:fail|error|problem|not delivered|could not|undeliver|was not delivered|delayed)"
    r"|return(?:ed|ing)? (?:e-?mail|message|to sender|mail)|mail .{0,30}(?:could not|not) be|could not be delivered|not (?:been )?delivered|cannot be delivered|bounced? (?:mail|message|action)|unzustellbar|nicht zugestellt|zustell\w* fehlgeschlagen"
    r"|user unknown|rejected mail|unknown (?:user|recipient|address)|invalid (?:address|recipient)|no longer (?:works|valid)|address (?:error|change|unknown)|failed mail|mail failure|error sending|delivery not|smtp error|sending failed"
    r"|échec de la remise|non remis|no se (?:ha )?pudo entregar|entrega fallida|mancato recapito|onbestelbaar|niet bezorgd|kunne ikke leveres|nicht zustellbar|returned to sender|mail status report|mensagem n[ãa]o entregue"
    r"|退信|退回|退件|投递失败|投遞失敗|无法投递|無法投遞|未送达|未送達|发送失败|傳送失敗|传输失败|传送失败|递送失败|邮件失败|無法傳送|无法送达|未能送达|投递状态|送信エラー|配信不能|배달 ?(?:실패|불가)|전송 ?실패",
    re.I,
)
_PHRASE = re.compile(
    r"could(?: not|n['’]t) (?:be )?deliver|can(?:not|['’]t) be delivered|(?:was|were|is|be|not) (?:un|not )?(?:successfully )?deliver(?:ed|able)|undeliver|unable to (?:be )?deliver|fail(?:ed|ure|s)? (?:to|in|of) ?(?:deliver|reach)|delivery (?:has |to .{0,80})?(?:fail|problem|error|delay|report|not)"
    r"|did not (?:reach|receive)|permanent (?:fatal )?error|fatal error|user unknown|unknown (?:user|recipient|local|address|mailbox)|no such (?:user|mailbox|recipient|address|person)|mailbox (?:is )?(?:full|unavailable|not found|disabled|unknown)|over ?quota|quota exceeded|exceeded .{0,30}quota|account (?:has been |is )?(?:disabled|closed|expired|suspended)"
    r"|address(?:es)? (?:\w+ )?(?:failed|rejected|unknown|not found)|recipient(?:s)?(?: address)? (?:rejected|failed|unknown|not|is|does)|does(?: not|n['’]t) (?:exist|have an?|like)|returned (?:mail|to sender|message)|\b55[0-9][ -]|\b5\.\d\.\d\b|not (?:been )?(?:accepted|found|listed|delivered)|invalid (?:final |recipient|address|user)|undeliverable|no longer (?:valid|accept|work|avail)|non-?delivery|reject(?:ed|s)"
    r"|无法(?:投递|送达|发送)|投递失败|退信|未能送达|不存在|拒收|被退回|发送失败|传输失败|邮箱已满|無法(?:投遞|傳送|送達)|wurde nicht|konnte nicht|nicht zugestellt|n'a pas pu|non consegnat|no (?:se )?pudo",
    re.I,
)
_DELAY = re.compile(
    r"delay|warning: .{0,40}(?:could not|still)|not (?:yet )?(?:been )?delivered (?:yet|after|for)|will (?:keep|continue|be retried|retry)|still being (?:retried|tried)|no action is required|"
    r"you do not need to resend|暂时|延迟|稍后重试|temporar(?:y|ily) .{0,30}(?:problem|undeliver|unable)|will try again|have not (?:yet )?been delivered",
    re.I,
)
_FINAL = re.compile(
    r"gave up|giving up|given up|permanent|fatal|not going to try|has failed|failed after|too long|returned|final",
    re.I,
)
# Where the returned mail begins: what is named below it did not bounce.
_COPY = re.compile(
    r"^[ \t>*]*(?:[-_=*—#+ ]{2,}[ \t]*(?:(?:this is|below|here is|begin|start|the)[ \w]*)?(?:a |the )?(?:copy|original|returned?|unsent|header|transcript|source|forwarded|body|message header|beginning|attached|undelivered|included|附件|原始|原邮件|enclosed|text of|bounced)"
    r"|(?:original|returned|unsent|undelivered|bounced|your original) (?:message|mail|text)(?: text)?\b(?![ \t]+to\b)[^\n]{0,60}|(?:the )?(?:header|first|beginning|start|body|text|content)s? of (?:the |your )?(?:original|returned|message|mail)|here is (?:a copy|your)|a copy of (?:the|your)|message headers? follow"
    r"|return-path: ?<|received: (?:from|by)|--+ ?(?:original|forwarded|returned)|the (?:original|following) message (?:was|follows|is)[^\n]{0,40}(?:follow|below)|original message (?:headers|details|as received|follows|attached)|diagnostic information for administrators|reporting-mta:|"
    r"generating server:|below (?:this line )?is|(?:mail|message) (?:header|text) follows)",
    re.I | re.M,
)
_EMAIL = re.compile(r"[^\s<>\"'(),:;@\[\]\\|*=/]{1,100}@(?:[\w-]+\.)*[\w-]+", re.I)
_LISTED = re.compile(
    r"^[ \t>*\-–•]*(?:(?:to|rcpt to|recipient|address|user|for|email|final-recipient|original-recipient|failed (?:recipient|address)|undeliverable (?:to|address)|unknown user|invalid final delivery userid|收件人|rfc822)[\w ]*[ \t]*[:;=][ \t]*(?:rfc822;)?[ \t]*)*[<\[(\"'`]{0,3}(?P<address>[^\s<>\"'(),:;@\[\]\\|*=]{1,100}@(?:[\w-]+\.)*[\w-]+)(?:[>\])\"'`]|[ \t]*[:;.,(\[<–—-]|[ \t]+\S|[ \t]*$)",
    re.I | re.M,
)
_SPOKEN = re.compile(
    r"(?:rcpt to|dda:smtp=|unknown user|user unknown|undeliverable (?:to|address)|delivery failed \d+ attempts|addressed to(?: email address)?|delivery to|deliver(?:y|ed|ing)?(?: of)?(?: your)?(?: mail| message)? to|recipient|address|mail(?:box)? (?:for|to|of)|message to|sent to|5\d\d[ -](?:#?\d\.\d\.\d+)?|user|the user|account|for)"
    r"[ \t:;.=…-]*(?:rfc822;)?\s{0,3}[<\[(\"'`]{0,3}(?P<address>[^\s<>\"'(),:;@\[\]\\|*=]{1,100}@(?:[\w-]+\.)*[\w-]+)",
    re.I,
)
_NOT_IT = re.compile(
    r"contact|questions|assistance|help|administrator|write to|send (?:an? )?(?:e-?mail|mail|message|your)|from:|sender|your message from|message-id|reply to|from <|complain|report|listinfo|unsubscri|cc:|received|envelope-from|mailfrom|mail from|original message from|客服|联系|管理员",
    re.I,
)


@dataclass(slots=True)
class Bounce:
    """What a report says: who cannot be reached for good, whom it will be tried again for, which mail it was."""

    failed: list[str] = field(default_factory=list)
    delayed: list[str] = field(default_factory=list)
    message_id: str = ""


def read_bounce(mail: Part, *, sender: str, subject: str, text: str) -> Bounce | None:
    """The report, or None if the mail is none. ``sender`` is name and address, ``text`` the words for people."""
    statuses = [
        part
        for part in mail.walk()
        if part.type in ("message/delivery-status", "message/global-delivery-status")
    ]
    report = mail.type == "multipart/report" and mail.params.get("report-type", "delivery-status").lower() in (
        "delivery-status", "global-delivery-status",
    )  # fmt: skip
    failed_field = mail.fields.text("x-failed-recipients")
    body = text[:LONGEST]
    is_machine = _MACHINE.search(sender) is not None or mail.fields.raw("return-path").strip() in (
        b"<>",
        b"<MAILER-DAEMON>",
    )
    points = 2 * is_machine + 2 * (_SUBJECT.search(subject) is not None) + 3 * bool(failed_field)
    points += 3 * (bool(statuses) or report) + (_PHRASE.search(body) is not None)
    if points < 3 or (
        points == 3 and not (is_machine or statuses or report or failed_field) and not _EMAIL.search(body)
    ):
        return None
    found = Bounce(message_id=_original_id(mail))
    for part in statuses:
        _from_status(part, found)
    if not found.failed and not found.delayed:
        names = [name.strip(" <>") for name in failed_field.split(",") if "@" in name]
        names = names or _from_text(body, mail, sender)
        late = (
            not failed_field
            and _DELAY.search(f"{subject}\n{body[:3000]}")
            and not _FINAL.search(f"{subject}\n{body[:3000]}")
        )
        (found.delayed if late else found.failed).extend(names)
    found.failed = list(dict.fromkeys(found.failed))[:100]
    found.delayed = [name for name in dict.fromkeys(found.delayed) if name not in found.failed][:100]
    if not statuses and not report and not found.failed and not found.delayed and points < 5:
        return None
    return found


def _original_id(mail: Part) -> str:
    """The Message-ID of the mail that bounced, from the copy that the report holds."""
    for part in mail.walk():
        if part is not mail and part.type in (
            "message/rfc822",
            "text/rfc822-headers",
            "message/global",
            "message/rfc822-headers",
        ):
            head = split_fields(part.body.lstrip()[:20_000].split(b"\n\n")[0].split(b"\r\n\r\n")[0])
            if ids := message_ids(head.text("message-id")):
                return ids[0]
    copied = re.search(rb"(?im)^[> ]*message-id:\s*<([^<>\s]{3,300})>", mail.body[-200_000:])
    return copied[1].decode("ascii", "ignore") if copied else ""


def _from_status(part: Part, found: Bounce) -> None:
    """Recipients of a delivery-status part: blocks of fields, one a recipient."""
    body = part.body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for block in re.split(rb"\n[ \t]*\n", body):
        fields = split_fields(block)
        action = fields.text("action").lower().split(" ")[0].split("(")[0].strip(";")
        if not action and not fields.raw("final-recipient"):
            continue
        status = fields.text("status")
        name = _recipient(fields)
        if not name:
            continue
        if action.startswith("delay"):
            found.delayed.append(name)
        elif action.startswith("fail") or (not action and status.startswith("5")) or (action not in (
            "delivered", "relayed", "expanded", "delayed") and status.startswith(("5", "4"))):  # fmt: skip
            found.failed.append(name)


def _recipient(fields: Fields) -> str:
    for field_name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = fields.text(field_name)
        value = value.partition(";")[2] if ";" in value else value
        value = re.sub(r"^\s*rfc822;", "", value, flags=re.I)
        if match := _EMAIL.search(value):
            return match[0]
    return ""


def _from_text(body: str, mail: Part, sender: str) -> list[str]:
    """The addresses that a text in free words names as not reached."""
    spoken = _before_copy(body)
    own = {match.lower() for match in _EMAIL.findall(sender)}
    own |= {
        match.lower() for name in ("to", "cc", "from") for match in _EMAIL.findall(mail.fields.text(name))
    }
    for pattern in (_LISTED, _SPOKEN, _EMAIL):
        names = []
        for match in pattern.finditer(spoken):
            name = (match["address"] if "address" in (match.groupdict() or {}) else match[0]).strip(".'`")
            start = spoken.rfind("\n", 0, match.start() + 1) + 1
            line = (
                spoken[start : spoken.find("\n", match.end())]
                if "\n" in spoken[match.end() :]
                else spoken[start:]
            )
            if (
                name.lower() in own
                or _is_daemon(name)
                or _NOT_IT.search(line[: max(0, match.start() - start) + 1])
            ):
                continue
            names.append(name)
        if names:
            unique: dict[str, str] = {}
            for name in names:
                unique.setdefault(name.lower(), name)
            return list(unique.values())
    return []


def _before_copy(body: str) -> str:
    """The text above the copy of the mail that came back; all of it where nothing is said above."""
    for match in _COPY.finditer(body):
        if _EMAIL.search(body[: match.start()]) and _PHRASE.search(body[: match.start()]):
            return body[: match.start()]
    return body


def _is_daemon(address: str) -> bool:
    return (
        re.match(
            r"(?:mailer-?daemon|postmaster|abuse|bounces?|noreply|no-reply|helpdesk|support|help|hostmaster|webmaster)[@+-]",
            address,
            re.I,
        )
        is not None
    )
