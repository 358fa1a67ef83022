from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.core.money import Money, MoneyField
from quanfu.desk.enums import RemedyKind


class Remedy(models.Model):
    """Something done or offered to a customer who complained; "none" too, with its reason (CMP-7).

    ``approved`` is empty while an amount above the offerer's limit waits for its approval (CMP-6).
    """

    complaint = models.ForeignKey("desk.Complaint", models.CASCADE, related_name="remedies")
    kind = models.CharField(_("kind"), max_length=12, choices=RemedyKind)
    amount: "models.Field[Money, Money]" = MoneyField(_("amount"), default=0)
    is_distress = models.BooleanField(_("for distress"), default=False)
    text = models.TextField(_("what and why"))
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("offered by"))
    at = models.DateTimeField(_("at"))
    approved = models.BooleanField(_("approved"), null=True)
    decided_by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), null=True)
    remark = models.TextField(_("remark"), blank=True)
    by_id: int

    class Meta:
        indexes = [
            models.Index(fields=["at"], condition=models.Q(approved=None), name="remedy_waiting")
        ]  # approvals

    def __str__(self) -> str:
        return str(self.get_kind_display())
