from django.db import models
from django.utils.translation import gettext_lazy as _


class OptOut(models.Model):
    """A number whose owner wants no more SMS of this company: none goes out until somebody removes the entry."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    phone = models.CharField(_("phone"), max_length=24)
    words = models.CharField(_("what they wrote"), max_length=60, blank=True)
    at = models.DateTimeField(_("at"))
    company_id: int

    class Meta:
        verbose_name = _("number without SMS")
        verbose_name_plural = _("numbers without SMS")
        constraints = [models.UniqueConstraint(fields=["company", "phone"], name="opt_out_once")]

    def __str__(self) -> str:
        return self.phone
