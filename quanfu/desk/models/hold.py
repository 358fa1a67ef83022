from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import WaitsFor


class Hold(models.Model):
    """A request waits for something that is not ours to do; limits that may pause stand still meanwhile.

    ``next_at`` is when the job must look at it: the follow-up to the customer, then the closing, which the follow-up
    announced (``closes_at``).
    """

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="holds")
    waits_for = models.CharField(_("waits for"), max_length=10, choices=WaitsFor)
    text = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=80, blank=True)
    followed_up_at = models.DateTimeField(_("customer reminded"), null=True)
    closes_at = models.DateTimeField(_("closes by itself"), null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(ended_at=None), name="one_open_hold"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(next_at=None), name="only_open_holds_ring"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=~models.Q(next_at=None), name="hold_next")
        ]  # the job: what falls due

    def __str__(self) -> str:
        return f"{self.request} {self.get_waits_for_display()}"
