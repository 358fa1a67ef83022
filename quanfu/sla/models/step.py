from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import State
from quanfu.sla.enums import Telling


class Step(models.Model):
    """A link of the chain through which requests pass: which department, in what order, in what time (SLA-1, SLA-6).

    A chain belongs to a service type, or with none to all types that have no chain of their own. ``unit`` is the
    department that owes the step (none: that of the request); ``state``: the step is entered by itself when the
    request comes into that state; ``minutes`` 0: without a limit of its own. ``required``: who passes it by is flagged.
    """

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    service_type = models.ForeignKey("desk.ServiceType", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("service type"), help_text=_("empty: for all types without a chain of their own"))  # fmt: skip
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    code = models.SlugField(_("code"), max_length=30)
    name = models.CharField(_("step"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department"), help_text=_("empty: the unit of the request"))  # fmt: skip
    state = models.CharField(_("entered by itself in the state"), max_length=12, choices=State, blank=True, help_text=_("empty: entered by hand"))  # fmt: skip
    minutes = models.PositiveIntegerField(_("limit, min"), default=0, help_text=_("0: no limit of its own"))
    around_the_clock = models.BooleanField(_("around the clock"), default=False)
    required = models.BooleanField(_("must not be skipped"), default=True)
    telling = models.CharField(
        _("the customer is told by"), max_length=8, choices=Telling, default=Telling.NONE
    )
    text = models.CharField(_("text for the customer"), max_length=300, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    company_id: int
    unit_id: int | None

    class Meta:
        verbose_name = _("step of the chain")
        verbose_name_plural = _("steps of the chain")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="step_code_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Passage(models.Model):
    """A request passes a step: from when to when, whether it had been there before, or that it was left out."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="passages")
    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", db_index=False)
    step = models.ForeignKey(Step, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    entered_at = models.DateTimeField(_("entered"))
    left_at = models.DateTimeField(_("left"), null=True)
    seconds = models.BigIntegerField(_("working seconds used"), null=True)
    due_at = models.DateTimeField(_("due"), null=True)
    is_return = models.BooleanField(_("came back"), default=False)
    is_skipped = models.BooleanField(_("skipped"), default=False)
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    company_id: int
    unit_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(left_at=None), name="one_step_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["company", "entered_at"], name="passage_by_month"),
            models.Index(
                fields=["company", "-entered_at"], condition=models.Q(is_skipped=True), name="passage_skipped"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.step}"
