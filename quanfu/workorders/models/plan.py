from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Plan(models.Model):
    """How the work will be done (EXE-1). The newest plan of an order counts; older ones stay to be read."""

    order = models.ForeignKey("workorders.Order", models.CASCADE, related_name="plans")
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return f"{self.order}"


class PlanStep(models.Model):
    """A part of the plan with its time and what it takes (EXE-2)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("step"), max_length=120)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    resources = models.CharField(_("tools, parts, people"), max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="plan_step_position_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="plan_step_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.title
