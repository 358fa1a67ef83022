from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChannelKind(TextChoices):
    PHONE = "phone", _("Phone")
    WALK_IN = "walk_in", _("Walk-in")
    LETTER = "letter", _("Letter")
    PORTAL = "portal", _("Web form")
    API = "api", _("Program")
    IMPORT = "import", _("Import")
    MAIL = "mail", pgettext_lazy("way", "Mail")
    STAFF = "staff", _("Found by staff")
    SOCIAL = "social", _("Social media")
    CHAT = "chat", _("Web chat")
    SMS = "sms", _("SMS")
    WECOM = "wecom", _("WeCom")
    WECHAT = "wechat", _("WeChat")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")


# Kinds that work without being set up: a new company has one of each.
READY_KINDS = (
    ChannelKind.PHONE, ChannelKind.WALK_IN, ChannelKind.LETTER, ChannelKind.PORTAL, ChannelKind.API, ChannelKind.IMPORT,
    ChannelKind.MAIL, ChannelKind.STAFF, ChannelKind.SOCIAL,
)  # fmt: skip


class ChannelState(TextChoices):
    """Whether a channel works, as the last check or its listener says (INT-3)."""

    OK = "ok", _("Works")
    IMPAIRED = "impaired", _("Impaired")


class Way(TextChoices):
    """How a customer is told something (FBK-3, EVA-2). CHANNEL: where they wrote, on a chat or a messenger."""

    PHONE = "phone", _("Phone")
    SMS = "sms", _("SMS")
    MAIL = "mail", pgettext_lazy("way", "Mail")
    SYSTEM = "system", _("System message")
    VISIT = "visit", _("In person")
    CHANNEL = "channel", _("Where they wrote")


# What a person may choose to tell a customer by; "where they wrote" is chosen by the desk for who came that way.
SPOKEN_WAYS = (Way.PHONE, Way.SMS, Way.MAIL, Way.SYSTEM, Way.VISIT)


class HeldReason(TextChoices):
    """Why a message waits for a person instead of going out by itself."""

    NO_MAIL_SERVER = "no_mail", _("No mail server is set up (QUANFU_SMTP_URL)")
    NO_SMS_GATEWAY = "no_sms", _("No SMS channel is set up: send it by hand and mark it as sent")
    NOT_SET_UP = "not_ready", _("The channel is not set up for sending")
    BY_PERSON = "person", _("To be told by a person")
    NO_ADDRESS = "no_address", _("There is no number or address to send it to")


class MessageState(TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", pgettext_lazy("message", "Sent")
    FAILED = "failed", _("Failed")
    HELD = "held", _("Held")


class IncomingState(TextChoices):
    """How far something that came in has come."""

    KEPT = "kept", _("Kept, not read yet")
    UNDERSTOOD = "understood", _("Read")
    QUARANTINED = "quarantine", _("Quarantined")


class IncomingKind(TextChoices):
    """What it turned out to be."""

    REQUEST = "request", _("Request")
    REPLY = "reply", _("Reply")
    BOUNCE = "bounce", _("Returned as undeliverable")
    AUTO = "auto", _("Automatic answer")
    QUARANTINE = "quarantine", _("Quarantine")
    RATING = "rating", _("Rating")
    REPORT = "report", _("Delivery report")
    CALL = "call", _("Telephone call")
    IGNORED = "ignored", _("Kept, asks for nothing")


class HoldKind(TextChoices):
    """Why an address gets no mails."""

    BOUNCED = "bounced", _("Mails came back")
    UNSUBSCRIBED = "unsubscribed", _("Wants no invitations")


class LimitKind(TextChoices):
    """Which of a channel's limits for answering (INT-6)."""

    RINGS = "rings", _("Rings before answer")
    SECONDS = "seconds", _("First reply in a chat")
    HOURS = "hours", _("Reply to a mail")


class HookKind(TextChoices):
    """Whose robot stands in a work group."""

    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")


class HookEvent(TextChoices):
    """What a work group can be told of: events of the desk in which a request's state changes."""

    OPENED = "desk.request.opened", _("Request received")
    REVIEWED = "desk.request.reviewed", _("Request reviewed")
    APPROVED = "desk.request.approved", _("Request approved")
    ASSIGNED = "desk.request.assigned", _("Request assigned")
    FINISHED = "desk.request.finished", _("Work done")
    FED_BACK = "desk.request.fed_back", _("Customer told")
    CLOSED = "desk.request.closed", _("Request closed")


class TalkState(TextChoices):
    """Who a visitor of the web chat talks with."""

    ROBOT = "robot", _("With the robot")
    WAITING = "waiting", _("Waits for somebody")
    WITH_AGENT = "with_agent", _("With an agent")
    ENDED = "ended", pgettext_lazy("talk", "Ended")


class Author(TextChoices):
    """Who says something in a talk. HOUSE: what the software itself tells (a hand-over, the end)."""

    VISITOR = "visitor", _("Visitor")
    AGENT = "agent", _("Agent")
    ROBOT = "robot", _("Robot")
    HOUSE = "house", _("System")


class CallDirection(TextChoices):
    IN = "in", _("Incoming")
    OUT = "out", _("Outgoing")


class CallState(TextChoices):
    """Where a call that a telephone system reports stands; what a person enters is over."""

    RINGING = "ringing", _("Ringing")
    TALKING = "talking", _("Talking")
    ENDED = "ended", pgettext_lazy("call", "Ended")


class CallTopic(TextChoices):
    """What a call was about, where that asks for more to be written down (INT-17)."""

    GENERAL = "general", _("General")
    SUPPORT = "support", _("Product support")
