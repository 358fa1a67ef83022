from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import IncomingKind, IncomingState


class Incoming(models.Model):
    """Something that came in by a channel: the raw bytes, kept before they are acknowledged, and what was read in them.

    ``key`` is the provider's id; with the channel it is there once, so nothing is taken twice. ``thread`` names a request
    as the sender says, ``request_number`` the one where it ended. ``is_verified``: the sender belongs to that request.
    """

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="+", verbose_name=_("channel")
    )
    key = models.CharField(max_length=200)
    raw = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+")
    received_at = models.DateTimeField(_("received"))
    state = models.CharField(_("state"), max_length=10, choices=IncomingState, default=IncomingState.KEPT)
    kind = models.CharField(_("kind"), max_length=10, choices=IncomingKind, blank=True)
    sender = models.CharField(_("sender"), max_length=200, blank=True)
    sender_name = models.CharField(_("name"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    email = models.CharField(_("mail"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    reply_text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    thread = models.CharField(max_length=24, blank=True)
    is_verified = models.BooleanField(_("verified"), default=False)
    warnings = models.JSONField(_("warnings"), default=list)
    facts = models.JSONField(default=dict)
    request_number = models.CharField(_("request"), max_length=24, blank=True)
    reply_due_at = models.DateTimeField(_("to be answered by"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    files = models.ManyToManyField("core.StoredFile", related_name="+")
    company_id: int
    channel_id: int

    class Meta:
        verbose_name = _("incoming message")
        verbose_name_plural = _("incoming messages")
        constraints = [models.UniqueConstraint(fields=["channel", "key"], name="incoming_once")]
        indexes = [
            models.Index(fields=["company", "state", "-received_at", "-id"], name="incoming_by_state"),
            models.Index(fields=["company", "-received_at", "-id"], name="incoming_list"),
            models.Index(fields=["channel", "sender", "-id"], name="incoming_by_sender"),
            models.Index(
                fields=["reply_due_at"],
                condition=models.Q(reply_due_at__isnull=False, answered_at=None),
                name="incoming_unanswered",
            ),  # INT-6
            models.Index(
                fields=["request_number", "id"],
                condition=~models.Q(request_number=""),
                name="incoming_by_request",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.sender or self.key

    @property
    def words(self) -> str:
        """What is new in it: the reply without what it quotes, where that is known."""
        return self.reply_text or self.text
