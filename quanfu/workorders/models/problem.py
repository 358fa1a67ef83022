from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Problem(models.Model):
    """Something that came up during the work; while one is open the order cannot be finished (EXE-9)."""

    order = models.ForeignKey("workorders.Order", models.CASCADE, related_name="problems")
    text = models.TextField(_("problem"))
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("reported by"))  # fmt: skip
    at = models.DateTimeField(_("at"))
    solution = models.TextField(_("solution"), blank=True)
    solved_by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("solved by"))  # fmt: skip
    solved_at = models.DateTimeField(_("solved"), null=True)
    order_id: int

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(solved_at=None) | ~Q(solution=""), name="solved_problem_has_solution"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
