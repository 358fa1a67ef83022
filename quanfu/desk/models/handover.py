from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import HandoverCause, HandoverState, SignOffOutcome

WAITING = models.Q(state=HandoverState.WAITING)


class Handover(models.Model):
    """An open item is to go to somebody else with the progress noted; until they accept, the giver answers for it
    (EXE-12, EXE-13). ``absence``: the leave whose beginning asked for it."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="handovers")
    giver = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("from"))
    taker = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("to"))
    cause = models.CharField(_("cause"), max_length=8, choices=HandoverCause, default=HandoverCause.SHIFT)
    absence = models.ForeignKey("org.Absence", models.SET_NULL, null=True, related_name="+")
    progress = models.TextField(_("progress"))
    asked_by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("asked by"))  # fmt: skip
    asked_at = models.DateTimeField(_("asked"))
    state = models.CharField(_("state"), max_length=10, choices=HandoverState, default=HandoverState.WAITING)
    answered_at = models.DateTimeField(_("answered"), null=True)
    remark = models.TextField(_("remark"), blank=True)
    request_id: int
    giver_id: int
    taker_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=WAITING, name="one_waiting_handover"),
            models.UniqueConstraint(
                fields=["request", "absence"],
                condition=~models.Q(absence=None),
                name="handover_once_an_absence",
            ),
        ]
        indexes = [
            models.Index(fields=["taker", "asked_at"], condition=WAITING, name="handover_to_me"),
            models.Index(fields=["giver", "asked_at"], condition=WAITING, name="handover_by_me"),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.giver} → {self.taker}"


class SpecialReason(models.Model):
    """Why an item may stay open over the end of the day: a list that the head approves (EXE-11)."""

    company = models.ForeignKey("org.Unit", models.CASCADE, related_name="+", verbose_name=_("company"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    company_id: int

    class Meta:
        verbose_name = _("special reason")
        verbose_name_plural = _("special reasons")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="special_reason_code_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class SignOff(models.Model):
    """A person ended a shift with nothing left unsaid. ``duty_start``: the roster's shift, or the beginning of the day."""

    person = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    duty_start = models.DateTimeField(_("shift from"))
    at = models.DateTimeField(_("at"))
    person_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "duty_start"], name="signed_off_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.duty_start:%m-%d}"


class SignOffLine(models.Model):
    """What was said of one open item at the end of a shift."""

    sign_off = models.ForeignKey(SignOff, models.CASCADE, related_name="lines")
    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=8, choices=SignOffOutcome)
    handover = models.ForeignKey(Handover, models.SET_NULL, null=True, related_name="+")
    reason = models.ForeignKey(SpecialReason, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sign_off", "request"], name="sign_off_line_once")]

    def __str__(self) -> str:
        return f"{self.request} {self.outcome}"


class Leftover(models.Model):
    """An item received in time that was open at the end of the day: a special reason or a handover is demanded (EXE-11)."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="leftovers")
    person = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("responsible"))
    day = models.DateField(_("day"))
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    reason = models.ForeignKey(SpecialReason, models.PROTECT, null=True, related_name="+")
    handover = models.ForeignKey(Handover, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(_("remark"), max_length=300, blank=True)
    chased_at = models.DateTimeField(_("leader told"), null=True)
    request_id: int
    person_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "day"], name="leftover_once_a_day")]
        indexes = [
            models.Index(fields=["person", "day"], condition=models.Q(answered_at=None), name="leftover_open")
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.day}"
