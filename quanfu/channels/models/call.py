from django.db import models
from django.utils.translation import gettext_lazy as _


class Call(models.Model):
    """One incoming call, answered or missed (KPI-9).

    ``in_hours``: it came in working time of the company, when it counts. ``is_confirmed``: the agent read back what they
    had understood (INT-14); ``quality`` is 100 points less what was left out.
    """

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, null=True, related_name="+", verbose_name=_("channel")
    )
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    is_answered = models.BooleanField(_("was answered"))
    is_confirmed = models.BooleanField(_("confirmed with the customer"), null=True)
    quality = models.PositiveSmallIntegerField(_("quality"), null=True)
    in_hours = models.BooleanField(_("in working hours"))
    request_number = models.CharField(_("request"), max_length=24, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    person = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("agent")
    )
    at = models.DateTimeField(_("at"))
    source_key = models.CharField(max_length=80, blank=True)
    company_id: int

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "source_key"], condition=~models.Q(source_key=""), name="call_source_once"
            ),
            models.CheckConstraint(
                condition=models.Q(is_answered=False) | models.Q(is_confirmed__isnull=False),
                name="answered_call_says_whether_confirmed",
            ),
        ]
        indexes = [models.Index(fields=["company", "-at", "-id"], name="call_list")]

    def __str__(self) -> str:
        return self.phone
