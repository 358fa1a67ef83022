from django.db import models
from django.utils.translation import gettext_lazy as _


class Evaluation(models.Model):
    """A special evaluation of a major event: what it shows of the whole service, and what follows (CMP-21)."""

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    request = models.OneToOneField(
        "desk.Request", models.CASCADE, related_name="+", verbose_name=_("request")
    )
    owner = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("owner"))
    opened_at = models.DateTimeField(_("opened"))
    due_at = models.DateTimeField(_("due"))
    findings = models.TextField(_("what it shows"), blank=True)
    measures = models.TextField(_("what follows"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    company_id: int

    class Meta:
        indexes = [models.Index(fields=["company", "due_at"], name="evaluation_by_company")]

    def __str__(self) -> str:
        return str(self.request)
