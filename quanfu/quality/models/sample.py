from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.quality.enums import Score


class Sample(models.Model):
    """A call with a complainant, listened to and scored (CMP-22). Attitude is always scored."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="+", verbose_name=_("request"))
    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    person = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("who spoke"))
    attitude = models.PositiveSmallIntegerField(_("attitude: sincere, no excuses"), choices=Score)
    listening = models.PositiveSmallIntegerField(
        _("let the customer finish"), choices=Score, null=True, blank=True
    )
    clarity = models.PositiveSmallIntegerField(
        _("procedure and date told clearly"), choices=Score, null=True, blank=True
    )
    solution = models.PositiveSmallIntegerField(
        _("looked for a solution"), choices=Score, null=True, blank=True
    )
    remark = models.TextField(_("remark"), blank=True)
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("scored by"))
    at = models.DateTimeField(_("at"))
    company_id: int

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(attitude__range=(1, 5)), name="sample_attitude_1_to_5")
        ]
        indexes = [models.Index(fields=["company", "-at"], name="sample_by_company")]

    def __str__(self) -> str:
        return f"{self.person} {self.attitude}"
