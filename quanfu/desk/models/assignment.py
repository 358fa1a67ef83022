from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import AssignmentMode


class Assignment(models.Model):
    """A request is given to one person, with the reasons that ranked them. The current one has no end."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="assignments")
    person = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("assigned to"))
    by = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("assigned by")
    )
    at = models.DateTimeField(_("at"))
    reasons = models.JSONField(_("reasons"), default=list)
    ended_at = models.DateTimeField(_("ended"), null=True)
    way = models.CharField(_("way"), max_length=10, choices=AssignmentMode, default=AssignmentMode.HAND)
    overruled = models.CharField(_("reason for overruling"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(ended_at=None), name="one_current_assignment"
            ),
        ]
        indexes = [models.Index(fields=["person", "-at"], name="assignment_by_person")]  # load and affinity

    def __str__(self) -> str:
        return f"{self.request} → {self.person}"


class Reassignment(models.Model):
    """A wish to give an assigned request to somebody else, decided by the responsible manager (ASG-8, ASG-9)."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="reassignments")
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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(decided_at=None), name="one_open_reassignment"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=models.Q(decided_at=None), name="reassignment_open")
        ]  # approvals

    def __str__(self) -> str:
        return f"{self.request}: {self.giver} → {self.taker}"
