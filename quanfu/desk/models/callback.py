from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.customers.enums import Grade
from quanfu.desk.enums import CallbackState, Caller, CallOutcome, Kind, Occasion, Regularity, Solved

DUE = models.Q(state__in=[CallbackState.OPEN, CallbackState.INCOMPLETE, CallbackState.DIVERTED])


class CallbackPlan(models.Model):
    """When customers are called back: after which work, or how regularly which class (FBK-9, FBK-13).

    ``from_day`` and ``to_day`` count from the day the work was done: 2 and 3 after the 1st are the 3rd and the 4th. Of
    several plans that fit a request, the one that names its service type comes first, then its kind, then its class.
    """

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    name = models.CharField(_("name"), max_length=60)
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion, default=Occasion.INSTALLATION)
    service_type = models.ForeignKey(
        "desk.ServiceType", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("service type"),
        help_text=_("a group stands for all its types; empty: every type"),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, blank=True)
    grade = models.CharField(_("customer class"), max_length=1, choices=Grade, blank=True)
    from_day = models.PositiveSmallIntegerField(
        _("from day"), default=2, help_text=_("days after the work was done")
    )
    to_day = models.PositiveSmallIntegerField(_("to the end of day"), default=3)
    regularity = models.CharField(
        _("how often"), max_length=8, choices=Regularity, blank=True, help_text=_("for regular calls only")
    )
    caller = models.CharField(_("who calls"), max_length=8, choices=Caller, default=Caller.OWNER)
    person = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"),
        help_text=_("when a named person calls"),
    )  # fmt: skip
    is_active = models.BooleanField(_("in use"), default=True)
    company_id: int
    service_type_id: int | None
    person_id: int | None

    class Meta:
        verbose_name = _("callback plan")
        verbose_name_plural = _("callback plans")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_day__gte=models.F("from_day")), name="callback_plan_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Callback(models.Model):
    """One customer is to be called about how it went (FBK-9..15).

    Due from ``due_from`` to ``due_at``; ``planned_at`` lies in the hours the customer wants to be called (CUS-15). It is
    done when all four parts are there: solved, quality, opinion, wishes.
    """

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    plan = models.ForeignKey(CallbackPlan, models.SET_NULL, null=True, related_name="+")
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion)
    request = models.ForeignKey("desk.Request", models.CASCADE, null=True, related_name="callbacks")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="+")
    period = models.CharField(max_length=10, blank=True)
    assignee = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("who calls")
    )
    due_from = models.DateTimeField(_("due from"))
    planned_at = models.DateTimeField(_("planned for"))
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=10, choices=CallbackState, default=CallbackState.OPEN)
    failures = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    overdue_at = models.DateTimeField(_("reported late"), null=True)
    solved = models.CharField(_("was it solved?"), max_length=6, choices=Solved, blank=True)
    quality = models.PositiveSmallIntegerField(_("service quality"), null=True)
    opinion = models.TextField(_("opinion on product or service"), blank=True)
    wishes = models.TextField(_("other wishes"), blank=True)
    done_at = models.DateTimeField(_("done"), null=True)
    done_by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    company_id: int
    unit_id: int
    request_id: int | None
    customer_id: int | None
    assignee_id: int | None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "occasion"], condition=models.Q(request__isnull=False), name="callback_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "customer", "period"], condition=~models.Q(period=""), name="callback_once_a_period"
            ),
            models.CheckConstraint(
                condition=models.Q(quality=None) | models.Q(quality__range=(1, 5)), name="callback_quality_1_to_5"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["company", "planned_at", "id"], condition=DUE, name="callback_by_company"),
            models.Index(fields=["unit", "planned_at", "id"], condition=DUE, name="callback_by_unit"),
            models.Index(fields=["assignee", "planned_at", "id"], condition=DUE, name="callback_by_assignee"),
            models.Index(
                fields=["due_at"], condition=DUE & models.Q(overdue_at=None), name="callback_falls_due"
            ),
            models.Index(fields=["company", "done_at"], name="callback_by_done"),  # figures of a period
            models.Index(fields=["customer", "-due_at"], name="callback_by_customer"),
        ]

    def __str__(self) -> str:
        return str(self.request or self.customer)


class CallAttempt(models.Model):
    """Nobody was reached, or it did not suit (FBK-15)."""

    callback = models.ForeignKey(Callback, models.CASCADE, related_name="attempts")
    outcome = models.CharField(_("what happened"), max_length=8, choices=CallOutcome)
    note = models.CharField(_("remark"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["callback", "at"], name="call_attempt_by_callback")]

    def __str__(self) -> str:
        return f"{self.callback} {self.outcome}"
