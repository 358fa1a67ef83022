from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import Way
from quanfu.desk.enums import CaseState, Cause, Grade, Level3, Origin, Outcome, Verdict


class Complaint(models.Model):
    """The case of a complaint beside its request, which keeps customer, conversation, owner and responsible.

    ``complained_at`` is empty while our own staff reported the failure and the customer has said nothing yet (CMP-19).
    ``grade``, ``cause`` and ``failure_point`` repeat the latest assessment and finding. State changes only through
    quanfu.desk.actions.
    """

    request = models.OneToOneField("desk.Request", models.CASCADE, related_name="complaint")
    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=12, choices=CaseState, default=CaseState.RECEIVED)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin, default=Origin.CUSTOMER)
    regarding = models.ForeignKey("desk.Request", models.PROTECT, null=True, related_name="+", verbose_name=_("about the request"))  # fmt: skip
    about = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("complained of"))  # fmt: skip
    opened_at = models.DateTimeField(_("opened"))
    complained_at = models.DateTimeField(_("complained"), null=True)
    grade = models.CharField(_("grade"), max_length=8, choices=Grade, blank=True)
    cause = models.CharField(_("cause"), max_length=8, choices=Cause, blank=True)
    failure_point = models.ForeignKey("desk.FailurePoint", models.PROTECT, null=True, related_name="+", verbose_name=_("failure point"))  # fmt: skip
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    lesson = models.TextField(_("lesson"), blank=True)
    closing_reason = models.TextField(_("reason for closing"), blank=True)
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    solved_at = models.DateTimeField(_("solved"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    request_id: int
    company_id: int
    about_id: int | None
    regarding_id: int | None

    class Meta:
        indexes = [
            models.Index(
                fields=["company", "state", "-opened_at"], name="complaint_by_company"
            ),  # list, board
            models.Index(
                fields=["company", "solved_at"], name="complaint_by_solved"
            ),  # retention of a period
        ]

    def __str__(self) -> str:
        return str(self.request)

    @property
    def is_open(self) -> bool:
        return self.state != CaseState.CLOSED

    @property
    def is_heard(self) -> bool:
        """Whether the customer has complained; a failure that only we know of needs no acknowledgement and no call."""
        return self.complained_at is not None


class Acknowledgement(models.Model):
    """The customer was told how the complaint is handled and by when they hear from us (CMP-4)."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="acknowledgements")
    way = models.CharField(_("way"), max_length=8, choices=Way)
    procedure = models.TextField(_("procedure"))
    expected_at = models.DateTimeField(_("answer promised by"))
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return self.procedure[:60]


class Assessment(models.Model):
    """A judgement of how grave and how urgent a complaint is; the latest one counts."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="assessments")
    severity = models.CharField(_("severity"), max_length=8, choices=Grade)
    is_safety = models.BooleanField(_("safety is concerned"), default=False)
    complexity = models.PositiveSmallIntegerField(_("complexity"), choices=Level3)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Level3)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Level3)
    grade = models.CharField(_("grade"), max_length=8, choices=Grade)
    remark = models.TextField(_("remark"), blank=True)
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return str(self.get_grade_display())


class Finding(models.Model):
    """What the investigation found out, and whether it was our failure."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="findings")
    text = models.TextField(_("facts found"))
    is_confirmed = models.BooleanField(_("our failure"))
    cause = models.CharField(_("cause"), max_length=8, choices=Cause)
    failure_point = models.ForeignKey("desk.FailurePoint", models.PROTECT, null=True, related_name="+", verbose_name=_("failure point"))  # fmt: skip
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        indexes = [models.Index(fields=["failure_point", "at"], name="finding_by_point")]  # weak links

    def __str__(self) -> str:
        return self.text[:60]


class Decision(models.Model):
    """What was decided about a complaint and how the customer was told."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="decisions")
    text = models.TextField(_("decision"))
    is_solved = models.BooleanField(_("the matter is solved"))
    way = models.CharField(_("way"), max_length=8, choices=Way)
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return self.text[:60]


class ReturnCall(models.Model):
    """The customer was called after the solution and said whether it is one (CMP-9)."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="return_calls")
    verdict = models.CharField(_("what the customer says"), max_length=8, choices=Verdict)
    text = models.TextField(_("in words"))
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    def __str__(self) -> str:
        return self.text[:60]


class Dispute(models.Model):
    """A quarrel that a solution did not settle; it ends with an agreement and its proof (CMP-18)."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="disputes")
    text = models.TextField(_("what is disputed"))
    by = models.ForeignKey("org.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    agreement = models.TextField(_("agreement"), blank=True)
    proof = models.ManyToManyField("core.StoredFile", related_name="+")
    ended_by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True)

    def __str__(self) -> str:
        return self.text[:60]
