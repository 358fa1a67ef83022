from django.db import models
from django.utils.translation import gettext_lazy as _


class ServicePackage(models.Model):
    """A daily service package opened for a customer on their request (REQ-12)."""

    request = models.OneToOneField("desk.Request", models.CASCADE, related_name="package")
    starts_on = models.DateField(_("start"))
    ends_on = models.DateField(_("end"))
    confirmed_by = models.CharField(_("confirmed by"), max_length=60)
    is_paid = models.BooleanField(_("paid"), default=False)
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("opened by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="package_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.starts_on} – {self.ends_on}"
