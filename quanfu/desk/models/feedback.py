from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import Way


class Feedback(models.Model):
    """The customer was told how the work ended and asked for opinions (FBK-1..7)."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="feedbacks")
    way = models.CharField(_("way"), max_length=8, choices=Way)
    text = models.TextField(_("what was said"))
    asked_for_opinions = models.BooleanField(_("asked for opinions"))
    opinions = models.TextField(_("opinions"), blank=True)
    is_problem = models.BooleanField(_("a problem was raised"), default=False)
    is_product = models.BooleanField(_("concerns the product"), default=False)
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        indexes = [
            models.Index(fields=["request", "at"], name="feedback_by_request"),
            models.Index(fields=["at"], name="feedback_by_day"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Followup(models.Model):
    """A problem raised by the customer, followed until done (FBK-6)."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="followups")
    feedback = models.ForeignKey(Feedback, models.CASCADE, null=True, related_name="followups")
    text = models.TextField(_("what"))
    owner = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("owner"))
    due_at = models.DateTimeField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True)
    result = models.TextField(_("result"), blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "due_at"], condition=models.Q(done_at=None), name="followup_open")
        ]  # my tasks

    def __str__(self) -> str:
        return self.text[:60]


class Investigation(models.Model):
    """Why a customer was dissatisfied, what was done about it, and what they were told (EVA-8, EVA-9)."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="investigations")
    score = models.DecimalField(_("score"), max_digits=4, decimal_places=2)
    reason = models.TextField(_("customer's words"), blank=True)
    owner = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("owner"))
    opened_at = models.DateTimeField(_("opened"))
    due_at = models.DateTimeField(_("due"))
    findings = models.TextField(_("cause found"), blank=True)
    action_taken = models.TextField(_("what was done"), blank=True)
    reply_way = models.CharField(_("customer told by"), max_length=8, choices=Way, blank=True)
    reply_text = models.TextField(_("what the customer was told"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(closed_at=None), name="one_open_investigation"
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_at"], condition=models.Q(closed_at=None), name="investigation_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.score}"


class Closure(models.Model):
    """The request was closed."""

    request = models.OneToOneField("desk.Request", models.CASCADE, related_name="closure")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return str(self.request)
