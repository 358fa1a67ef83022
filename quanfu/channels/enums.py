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


class Way(TextChoices):
    """How a customer is told something (FBK-3, EVA-2)."""

    PHONE = "phone", _("Phone")
    SMS = "sms", _("SMS")
    MAIL = "mail", pgettext_lazy("way", "Mail")
    SYSTEM = "system", _("System message")
    VISIT = "visit", _("In person")


class HeldReason(TextChoices):
    """Why a message waits for a person instead of going out by itself."""

    NO_MAIL_SERVER = "no_mail", _("No mail server is set up (QUANFU_SMTP_URL)")
    NO_SMS_GATEWAY = "no_sms", _("This version has no SMS gateway: send it by hand and mark it as sent")
    BY_PERSON = "person", _("To be told by a person")
    NO_ADDRESS = "no_address", _("There is no number or address to send it to")


class MessageState(TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", pgettext_lazy("message", "Sent")
    FAILED = "failed", _("Failed")
    HELD = "held", _("Held")


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
