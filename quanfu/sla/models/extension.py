from django.db import models
from django.utils.translation import gettext_lazy as _


class Extension(models.Model):
    """A wish for more time, with its reason, decided by somebody else (SLA-13).

    ``minutes`` are of the limit's own time. ``old_due_at`` and ``new_due_at`` are kept as they were when it was granted.
    """

    clock = models.ForeignKey("sla.Clock", models.CASCADE, related_name="extensions")
    minutes = models.PositiveIntegerField(_("more time, min"))
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"))
    decided_by = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    approved = models.BooleanField(_("approved"), null=True)
    remark = models.TextField(_("remark"), blank=True)
    old_due_at = models.DateTimeField(_("old deadline"), null=True)
    new_due_at = models.DateTimeField(_("new deadline"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=models.Q(decided_at=None), name="one_open_extension"
            )
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=models.Q(decided_at=None), name="extension_open")
        ]

    def __str__(self) -> str:
        return f"{self.clock} +{self.minutes}"
