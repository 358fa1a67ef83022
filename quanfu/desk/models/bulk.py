from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import BulkOutcome


class BulkRun(models.Model):
    """One act on many requests at once, done row by row in the background."""

    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("by"))
    step = models.JSONField(_("act"), default=dict)
    total = models.PositiveIntegerField(_("requests"))
    at = models.DateTimeField(_("at"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-at"], name="bulk_run_by_person")]

    def __str__(self) -> str:
        return str(self.pk)


class BulkRow(models.Model):
    """What came of one request of it. ``before``: what to put back; ``stamp``: its last change right after the act."""

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="rows")
    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=8, choices=BulkOutcome, default=BulkOutcome.WAITING)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    before = models.JSONField(default=dict)
    stamp = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "request"], name="bulk_row_once")]
        indexes = [models.Index(fields=["run", "outcome"], name="bulk_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.request} {self.outcome}"
