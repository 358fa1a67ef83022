from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quanfu.workorders.enums import StepState


class Step(models.Model):
    """A standard step of the work, copied from the service type when the order was sent, so that a later change of the
    type does not change work under way (EXE-6)."""

    order = models.ForeignKey("workorders.Order", models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("step"), max_length=120)
    state = models.CharField(_("state"), max_length=8, choices=StepState, default=StepState.OPEN)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(_("at"), null=True)
    order_id: int

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_step_position_once"),
            models.CheckConstraint(
                condition=~Q(state=StepState.SKIPPED) | ~Q(reason=""), name="skipped_step_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title
