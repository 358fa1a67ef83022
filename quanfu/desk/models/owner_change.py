from django.db import models
from django.utils.translation import gettext_lazy as _

WAITING = models.Q(decided_at=None)


class OwnerChange(models.Model):
    """A wish that somebody else than the first to take it owns a complaint, decided by a superior (CMP-2)."""

    complaint = models.ForeignKey("desk.Complaint", models.CASCADE, related_name="owner_changes")
    giver = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("from"))
    taker = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("to"))
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"))
    decided_by = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    approved = models.BooleanField(_("approved"), null=True)
    remark = models.TextField(_("remark"), blank=True)
    complaint_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint"], condition=WAITING, name="one_open_owner_change")
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=WAITING, name="owner_change_open")
        ]  # decisions

    def __str__(self) -> str:
        return f"{self.complaint}: {self.giver} → {self.taker}"
