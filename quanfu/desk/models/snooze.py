from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import WakeReason


class Snooze(models.Model):
    """A request is put aside until an instant, or until the customer answers, then at the longest until that instant.

    While it sleeps, ``Request.snoozed_until`` says so and the lists of one's own work leave it out.
    """

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="snoozes")
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    until = models.DateTimeField(_("until"))
    until_answer = models.BooleanField(_("until the customer answers"), default=False)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    woken_at = models.DateTimeField(_("woken"), null=True)
    reason = models.CharField(_("reason"), max_length=8, choices=WakeReason, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(woken_at=None), name="one_snooze_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["until"], condition=Q(woken_at=None), name="snooze_to_wake")]

    def __str__(self) -> str:
        return str(self.request)
