"""Mails that say that a mail did not arrive: RFC 3464 reports, and the many that machines write in words of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from quanfu.channels.reading.fields import Fields, message_ids, split_fields
from quanfu.channels.reading.mime import Part, Tree
from quanfu.channels.reading.transfer import undo

LONGEST = 60_000
_MACHINE = re.compile(
    r"mailer-?daemon|postmaster|mail[ _.-]?delivery|delivery[ _.-]?(?:subsystem|system|service|failure)|system administrator"
    r"|mail (?:system|server|router)|mail administrator|majordomo|mdaemon|mailsystem|smtp[ _.-]|returned mail|bounce|no-?reply-?bounce"
    r"|邮件系统|郵件系統|系统管理员|邮局|postoffice|mail service|jetmail|auto.?mailer|administrator",
    re.I,
)
_SUBJECT = re.compile(
    r"undeliver|un-?deliverable|deliver(?:y|ed)?[ -]*(?:status|fail|error|problem|delay|incomplete|report|to .{0,60} failed)|non[ -]?deliver"
    r"|fail(?:ure|ed)[ -]*(?:notice|notification|delivery|mail|to deliver|report)|(?:mail|message|email|e-mail) (?:delivery |sending )?(?:fail|error|problem|warning|not delivered|could not|undeliver|was not delivered|delayed)"
    r"|return(?:ed|ing)? (?:e-?mail|message|to sender|mail)|mail .{0,30}(?:could not|not) be|could not be delivered|not (?:yet )?(?:been )?delivered|message delayed|cannot be delivered|bounced? (?:mail|message|action)|unzustellbar|nicht zugestellt|zustell\w* fehlgeschlagen"
    r"|user unknown|rejected mail|unknown (?:user|recipient|address)|invalid (?:address|recipient)|no longer (?:works|valid)|address (?:error|change|unknown)|failed mail|mail failure|error sending|delivery not|smtp error|sending failed"
    r"|échec de la remise|non remis|no se (?:ha )?pudo entregar|entrega fallida|mancato recapito|onbestelbaar|niet bezorgd|kunne ikke leveres|nicht zustellbar|returned to sender|mail status report|mensagem n[ãa]o entregue"
    r"|退信|退回|退件|投递失败|投遞失敗|无法投递|無法投遞|未送达|未送達|发送失败|傳送失敗|传输失败|传送失败|递送失败|邮件失败|無法傳送|无法送达|未能送达|投递状态|送信エラー|配信不能|배달 ?(?:실패|불가)|전송 ?실패",
    re.I,
)
_PHRASE = re.compile(
    r"could(?: not|n['’]t) (?:be )?deliver|can(?:not|['’]t) be delivered|(?:was|were|is|be|not) (?:un|not )?(?:successfully )?deliver(?:ed|able)|undeliver|unable to (?:be )?deliver|fail(?:ed|ure|s)? (?:to|in|of) ?(?:deliver|reach)|not yet been delivered|has been (?:postponed|delayed)|delivery (?:has |to .{0,80})?(?:fail|problem|error|delay|report|not)"
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
_EMAIL = re.compile(r"[^\s<>\"'(),:;@\[\]\\|*=：，；（）、。“”/]{1,100}@(?:[\w-]+\.)*[\w-]+", re.I)
_LISTED = re.compile(
    r"^[ \t>*\-–•]*(?:(?:to|rcpt to|recipient|address|user|for|email|final-recipient|original-recipient|failed (?:recipient|address)|undeliverable (?:to|address)|unknown user|invalid final delivery userid|收件人|rfc822)[\w ]{0,24}[:：;=][ \t]{0,8}(?:rfc822;)?[ \t]{0,8}){0,3}[<\[(\"'`]{0,3}(?P<address>[^\s<>\"'(),:;@\[\]\\|*=：，；（）、。“”]{1,100}@(?:[\w-]+\.)*[\w-]+)(?!\.?[\w-])(?:[>\])\"'`]|[ \t]*[:;.,(\[<–—-]|[ \t]+(?:on\b|\(|\[|-|—|\.\.|user|mailbox|account|#|\d{3})|[ \t]*$)",
    re.I | re.M,
)
_SPOKEN = re.compile(
    r"(?<!\w)(?:rcpt to|dda:smtp|unknown user|user unknown|undeliverable (?:to|address)|delivery failed \d+ attempts"
    r"|addressed(?: to)?(?: email address)?|delivery to|deliver(?:y|ed|ing)?(?: of)?(?: your)?(?: mail| message)? to"
    r"|recipients?|address(?:es)?|mail(?:box)? (?:for|to|of|is full)|message to|sent to|5\d\d(?:[ -]#?\d\.\d\.\d+)?"
    r"|#?\d\.\d\.\d+|user|userid|account|for)"
    r"[ \t:：;.,=…-]{1,8}(?:rfc822;)?\s{0,3}[<\[(\"'`]{0,3}"
    r"(?P<address>[^\s<>\"'(),:;@\[\]\\|*=：，；（）、。“”]{1,100}@(?:[\w-]+\.)*[\w-]+)(?!\.?[\w-])",
    re.I,
)
_EXPANDED = re.compile(r"expanded from:[ \t]*<?([^\s<>()]{1,100}@[\w.-]+)", re.I)
# After these words the addresses come.
_ANCHOR = re.compile(
    r"did not (?:reach|receive)[^\n]{0,80}|(?:following|these|below)\b[^\n.]{0,60}(?:recipient|address|user|person|people|mailbox)"
    r"[^\n]{0,160}|failed recipients?|(?:recipient|address)(?:es|s)? (?:that )?(?:failed|rejected)[^\n]{0,40}|以下(?:收件人|地址)[^\n]{0,40}",
    re.I,
)
_BARE = re.compile(r"\A[^\n]*\n(?:[ \t]*\n)*[ \t]+(?P<name>[\w.+-]{2,60})[ \t]*(?:\n|\Z)")
# What only a machine writes about a mail.
_GENERATED = re.compile(
    r"(?:created|generated) automatically|automatically[ -]generated|non-?delivery (?:report|notification)|delivery status notification"
    r"|mail delivery (?:sub)?system|delivery has failed to these|mailer-daemon|this is the (?:mail system|postfix|qmail-send)"
    r"|virus ?wall|mail server (?:at|program)|系统退信|邮件系统|退信(?:通知|原因|报告)|自动(?:生成|发出)的?退信",
    re.I,
)
_CERTAIN_DELAY = re.compile(
    r"no action is required|(?:will|to) continue (?:to )?(?:attempt|try)|attempts will continue|not (?:yet )?been delivered (?:yet|after)|not yet been"
    r"|has been (?:postponed|delayed)|delayed \d+|do(?: not| n['’]t) need to (?:resend|take)|just a warning|warning (?:message )?only|still being",
    re.I,
)
_NOT_IT = re.compile(
    r"contact|questions|assistance|help|\be\.?g\.|for example|for instance|\bif\b|administrator|write to|send (?:an? )?(?:e-?mail|mail|message|your)|from:|sender|your message from|message-id|reply to|from <|complain|report|listinfo|unsubscri|cc:|received|envelope-from|mailfrom|mail from|original message from|客服|联系|管理员",
    re.I,
)


_STATUS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers")


@dataclass(slots=True)
class Bounce:
    """What a report says: who cannot be reached for good, whom it will be tried again for, which mail it was."""

    failed: list[str] = field(default_factory=list)
    delayed: list[str] = field(default_factory=list)
    message_id: str = ""


def read_bounce(mail: Part, *, sender: str, subject: str, text: str) -> Bounce | None:
    """The report, or None if the mail is none. ``sender`` is name and address, ``text`` the words for people."""
    statuses = [part for part in mail.walk() if part.type in _STATUS]
    report = _is_report(mail)
    failed_field = mail.fields.text("x-failed-recipients")
    body = text[:LONGEST]
    returned = [part for part in mail.walk() if part is not mail and part.type in _RETURNED]
    is_machine = (
        _MACHINE.search(sender) is not None
        or mail.fields.raw("return-path").strip() in (b"<>", b"<MAILER-DAEMON>")
        or _GENERATED.search(body[:4000]) is not None
    )
    points = 2 * is_machine + 2 * (_SUBJECT.search(subject) is not None) + 3 * bool(failed_field)
    points += 3 * (bool(statuses) or report) + (_PHRASE.search(body) is not None) + bool(returned)
    told = is_machine or statuses or report or failed_field or returned
    if points < 3 or not (told or (len(body) < 1500 and _from_text(body, mail, sender, certain=True))):
        return None
    if not statuses:  # a report inside of a report
        inner = [Tree().read(undo(part.body, part.encoding)[0].lstrip()) for part in returned[:3]]
        statuses = [part for one in inner if _is_report(one) for part in one.walk() if part.type in _STATUS]
    found = Bounce(message_id=_original_id(mail))
    for part in statuses:
        _from_status(part, found)
    if not found.failed and not found.delayed:
        names = [name.strip(" <>") for name in failed_field.split(",") if "@" in name]
        names = names or _from_text(body, mail, sender)
        late = not failed_field and _is_late(f"{subject}\n{body[:3000]}")
        (found.delayed if late else found.failed).extend(names)
    found.failed = list(dict.fromkeys(found.failed))[:100]
    found.delayed = [name for name in dict.fromkeys(found.delayed) if name not in found.failed][:100]
    if not statuses and not report and not found.failed and not found.delayed and points < 4:
        return None
    return found


def _is_report(part: Part) -> bool:
    kind = part.params.get("report-type", "delivery-status").lower()
    return part.type == "multipart/report" and kind in ("delivery-status", "global-delivery-status")


def _is_late(text: str) -> bool:
    """Whether the machine will try again."""
    return bool(_CERTAIN_DELAY.search(text)) or (bool(_DELAY.search(text)) and not _FINAL.search(text))


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


def _from_text(body: str, mail: Part, sender: str, *, certain: bool = False) -> list[str]:
    """The addresses that a text in free words names as not reached; ``certain``: only such as stand where they belong."""
    spoken = _before_copy(body)
    own = {match.lower() for match in _EMAIL.findall(sender)}
    own |= {
        match.lower() for name in ("to", "cc", "from") for match in _EMAIL.findall(mail.fields.text(name))
    }
    stretches = [spoken[anchor.start() :] for anchor in [*_ANCHOR.finditer(spoken)][:3]]
    for stretch in [*stretches, spoken]:
        for pattern in (_LISTED, _SPOKEN):
            if names := _named(pattern, stretch, own):
                return names
        if stretch is not spoken and (bare := _BARE.match(stretch)) and "@" in sender and not certain:
            return [f"{bare['name']}@{_EMAIL.findall(sender)[0].rpartition('@')[2]}"]
    return [] if certain else _named(_EMAIL, spoken[:3000], own)


def _named(pattern: re.Pattern[str], text: str, own: set[str]) -> list[str]:
    names: dict[str, str] = {}
    for match in pattern.finditer(text):
        name = (match["address"] if pattern.groups else match[0]).strip(".'`")
        start = text.rfind("\n", 0, match.start("address") if pattern.groups else match.start()) + 1
        line = text[start : match.start("address") if pattern.groups else match.start()]
        if name.lower() not in own and not _is_daemon(name) and not _NOT_IT.search(line):
            names.setdefault(name.lower(), name)
    for match in _EXPANDED.finditer(text) if names else ():
        names.setdefault(match[1].lower(), match[1])
    return list(names.values())


def _before_copy(body: str) -> str:
    """The text above the copy of the mail that came back; all of it where nothing is said above."""
    for match in _COPY.finditer(body):
        if _PHRASE.search(body[: match.start()]):
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
