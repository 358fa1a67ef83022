from django.db import models
from django.utils.translation import gettext_lazy as _


class SeenMail(models.Model):
    """The ledger: where a mail was found and by what it is known again, one row for each mail that was read.

    ``mailbox``, ``uid_validity`` and ``uid`` are those of IMAP, else empty; ``others``: who else wrote or got it. By its
    Message-ID an answer to it finds its request.
    """

    channel = models.ForeignKey("channels.Channel", models.PROTECT, related_name="+")
    incoming = models.OneToOneField("channels.Incoming", models.CASCADE, related_name="seen")
    message_id = models.CharField(max_length=250, blank=True)
    content_hash = models.CharField(max_length=64)
    mailbox = models.CharField(_("folder"), max_length=120, blank=True)
    uid_validity = models.BigIntegerField(default=0)
    uid = models.BigIntegerField(default=0)
    others = models.JSONField(default=list)
    channel_id: int
    incoming_id: int

    class Meta:
        indexes = [
            models.Index(
                fields=["message_id", "channel"],
                condition=~models.Q(message_id=""),
                name="seen_by_message_id",
            ),
        ]

    def __str__(self) -> str:
        return self.message_id or self.content_hash
