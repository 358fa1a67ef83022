from django.db import models
from django.utils.translation import gettext_lazy as _


class Promise(models.Model):
    """What could not be answered at once, and by when the customer was promised an answer (INT-9, INT-10)."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="promises")
    text = models.CharField(_("what was promised"), max_length=300, blank=True)
    promised_at = models.DateTimeField(_("promised by"))
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("promised"))
    at = models.DateTimeField(_("at"))
    kept_at = models.DateTimeField(_("kept"), null=True)

    class Meta:
        indexes = [
            models.Index(fields=["promised_at"], condition=models.Q(kept_at=None), name="promise_open"),
            models.Index(fields=["request"], condition=models.Q(kept_at=None), name="promise_of_request"),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.promised_at:%m-%d %H:%M}"
