from django.db import models
from django.utils.translation import gettext_lazy as _


class Submission(models.Model):
    """One filled-in form became one request: the same form sent twice has the same ``key``."""

    key = models.CharField(max_length=64, unique=True)
    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="+", verbose_name=_("request"))
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return str(self.request)
