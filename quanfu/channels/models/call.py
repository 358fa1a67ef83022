from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import CallDirection, CallState, CallTopic


class Call(models.Model):
    """One telephone call, as a telephone system reported it or a person entered it.

    ``in_hours``: it came in working time of the company, when it counts (KPI-9). ``is_confirmed``: the agent read back what
    they had understood (INT-14); ``quality`` is 100 points less what was left out. ``rings``: before it was answered or
    given up. A missed one is to be called back by ``return_due_at``, the end of the shift; ``returned_at`` is when somebody
    spoke to the caller again, ``reported_at`` when the supervisor was told that nobody had (INT-16). ``source_key`` is the
    telephone system's id with the channel's. The fields from ``product`` on belong to product support (INT-17).
    """

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, null=True, related_name="+", verbose_name=_("channel")
    )
    direction = models.CharField(
        _("direction"), max_length=3, choices=CallDirection, default=CallDirection.IN
    )
    state = models.CharField(_("state"), max_length=8, choices=CallState, default=CallState.ENDED)
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    extension = models.CharField(_("extension"), max_length=24, blank=True)
    is_answered = models.BooleanField(_("was answered"))
    is_confirmed = models.BooleanField(_("confirmed with the customer"), null=True)
    quality = models.PositiveSmallIntegerField(_("quality"), null=True)
    in_hours = models.BooleanField(_("in working hours"))
    rings = models.PositiveSmallIntegerField(_("rings"), null=True)
    request_number = models.CharField(_("request"), max_length=24, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    person = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("agent")
    )
    at = models.DateTimeField(_("at"))
    answered_at = models.DateTimeField(_("taken up"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    recording = models.URLField(_("recording"), max_length=500, blank=True)
    return_due_at = models.DateTimeField(_("to be called back by"), null=True)
    returned_at = models.DateTimeField(_("called back"), null=True)
    reported_at = models.DateTimeField(null=True)
    topic = models.CharField(_("kind"), max_length=8, choices=CallTopic, default=CallTopic.GENERAL)
    product = models.CharField(_("product"), max_length=120, blank=True)
    end_customer = models.CharField(_("end customer"), max_length=120, blank=True)
    problem_type = models.CharField(_("type of problem"), max_length=60, blank=True)
    content = models.TextField(_("content"), max_length=5000, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    company_id: int
    person_id: int | None

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
        indexes = [
            models.Index(fields=["company", "-at", "-id"], name="call_list"),
            models.Index(
                fields=["company", "return_due_at", "id"],
                condition=models.Q(return_due_at__isnull=False, returned_at=None),
                name="call_to_return",
            ),  # missed calls; of whom the supervisor is to be told
        ]

    def __str__(self) -> str:
        return self.phone

    @property
    def seconds(self) -> int | None:
        """How long they spoke."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return max(0, round((self.ended_at - self.answered_at).total_seconds()))
