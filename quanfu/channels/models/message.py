from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import HeldReason, MessageState, Way


class Message(models.Model):
    """A message going out to a customer or a colleague, kept with its result (TEC-12).

    ``message_id`` is its Message-ID header, made once, so that a mail sent twice after a crash is known as one;
    ``provider_id`` what the other side calls it in delivery reports. ``fallback_of``: what failed before it.
    ``is_automatic``: no person wrote it. ``is_bulk``: one of many alike (invitations, notices), which its reader may stop.
    """

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    way = models.CharField(_("way"), max_length=8, choices=Way)
    to = models.CharField(_("recipient"), max_length=200)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=8, choices=MessageState, default=MessageState.QUEUED)
    held_reason = models.CharField(_("reason"), max_length=10, choices=HeldReason, blank=True)
    error = models.CharField(_("what the server said"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    message_id = models.CharField(max_length=120, blank=True)
    channel = models.ForeignKey(
        "channels.Channel", models.SET_NULL, null=True, related_name="+", verbose_name=_("channel")
    )
    html = models.TextField(blank=True)
    files = models.ManyToManyField("core.StoredFile", related_name="+")
    provider_id = models.CharField(max_length=190, blank=True)
    fallback_of = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="fallback", verbose_name=_("instead of")
    )
    tried_at = models.DateTimeField(_("last attempt"), null=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    request_number = models.CharField(_("request"), max_length=24, blank=True)
    is_automatic = models.BooleanField(default=False)
    is_bulk = models.BooleanField(default=False)
    at = models.DateTimeField(_("at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    sent_by = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("sent by hand by")
    )
    company_id: int
    channel_id: int | None

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                fields=["request_number", "id"],
                condition=~models.Q(request_number=""),
                name="message_by_request",
            ),
            models.Index(fields=["company", "-at", "-id"], name="message_list"),  # the message log
            models.Index(
                fields=["company", "state", "-at", "-id"], name="message_by_state"
            ),  # what waits for a person
            models.Index(
                fields=["channel", "provider_id"],
                condition=~models.Q(provider_id=""),
                name="message_by_provider",
            ),  # delivery reports
            models.Index(
                fields=["message_id"], condition=~models.Q(message_id=""), name="message_by_message_id"
            ),  # what a mail answers, or says was not delivered
            models.Index(
                fields=["channel", "tried_at"],
                condition=models.Q(tried_at__isnull=False),
                name="message_pace",
            ),  # how many went out in the last minute
            models.Index(
                fields=["company", "to", "-at"], name="message_by_recipient"
            ),  # how many one person had
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.to}"

    @property
    def reason(self) -> str:
        """Why it is not sent, in the reader's language."""
        return str(self.get_held_reason_display()) if self.held_reason else self.error
