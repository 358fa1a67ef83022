from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import ConsultationState


class Consultation(models.Model):
    """Somebody was advised before buying anything, by a consultant, and what came of it: a visit, an order, nothing (INT-19)."""

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    consultant = models.ForeignKey(
        "org.Person", models.PROTECT, related_name="+", verbose_name=_("consultant")
    )
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="+", verbose_name=_("customer"))  # fmt: skip
    name = models.CharField(_("name"), max_length=80)
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    topic = models.CharField(_("what about"), max_length=200)
    advice = models.TextField(_("advice given"), blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"), max_length=8, choices=ConsultationState, default=ConsultationState.OPEN
    )
    reception = models.ForeignKey("desk.Reception", models.PROTECT, null=True, related_name="+", verbose_name=_("visit"))  # fmt: skip
    order = models.ForeignKey(
        "desk.Request", models.PROTECT, null=True, related_name="+", verbose_name=_("order")
    )
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    company_id: int
    unit_id: int

    class Meta:
        indexes = [
            models.Index(fields=["company", "-at", "-id"], name="consultation_by_company"),  # list, report
            models.Index(fields=["consultant", "-at"], name="consultation_by_consultant"),  # one's own
        ]

    def __str__(self) -> str:
        return self.topic
