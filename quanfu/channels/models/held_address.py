from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import HoldKind


class HeldAddress(models.Model):
    """An address that gets no mails for now: mails to it came back, or its owner wants no more invitations.

    BOUNCED holds back all mails; UNSUBSCRIBED only those to many (``Message.is_bulk``). It counts until it is released.
    """

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    address = models.CharField(_("address"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=HoldKind, default=HoldKind.BOUNCED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("since"))
    released_at = models.DateTimeField(_("released"), null=True)
    released_by = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("released by")
    )
    company_id: int

    class Meta:
        verbose_name = _("held address")
        verbose_name_plural = _("held addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "address", "kind"],
                condition=models.Q(released_at=None),
                name="address_held_once",
            )
        ]
        indexes = [models.Index(fields=["company", "-at", "-id"], name="held_address_list")]

    def __str__(self) -> str:
        return self.address
