from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quanfu.sla.enums import LIVE, ClockState, LevelAction, Target

if TYPE_CHECKING:
    from datetime import datetime

RUNNING = Q(state=ClockState.RUNNING)
ALIVE = Q(state__in=LIVE)


class Clock(models.Model):
    """One limit of one request: when it began, when it ends, and how it ended.

    ``minutes`` are working minutes on the calendar of ``unit``, or minutes on the wall when ``around_the_clock``;
    ``days`` says that they came from a number of working days. ``policy`` or ``service_type`` set the limit, a rule or
    the caller (``asked_minutes``) where both are empty; ``because`` names the conditions of the policy that were met;
    ``judged_at`` is the instant whose policies count. ``next_at`` is when the job must look at it again: reminder, then
    limit, then level after level. ``key`` tells clocks of one target apart: promises, return calls, steps.
    ``person`` is who must act while it runs, and who answers for it afterwards. ``own``: person and unit are the
    clock's, not the request's; ``fixed``: the due time was given and nothing moves it. ``pauses``: every stretch in
    which the request waited, [kind, begin, end or null]; which of them stop the clock, the limit says.
    The columns of seconds are written when it stops, so that figures are one grouped query: seconds of the limit's time
    from the start without pauses; for first contact also from sending and from acceptance (KPI-2, AMB-31).
    """

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="clocks")
    company = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="+", db_index=False, verbose_name=_("company")
    )
    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="+", db_index=False, verbose_name=_("unit")
    )
    person = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("responsible"))  # fmt: skip
    target = models.CharField(_("target"), max_length=12, choices=Target)
    key = models.CharField(max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ClockState, default=ClockState.RUNNING)
    service_type = models.ForeignKey(
        "desk.ServiceType", models.PROTECT, null=True, related_name="+", db_index=False
    )
    policy = models.ForeignKey("sla.Policy", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("policy"))  # fmt: skip
    because = models.CharField(max_length=120, blank=True)
    judged_at = models.DateTimeField(null=True)
    own = models.BooleanField(default=False)
    fixed = models.BooleanField(default=False)
    asked_minutes = models.PositiveIntegerField(null=True)
    minutes = models.PositiveIntegerField(_("limit, min"))
    extra_seconds = models.PositiveIntegerField(_("extended by, s"), default=0)
    pauses = models.JSONField(_("pauses"), null=True)
    level = models.PositiveSmallIntegerField(_("level reached"), default=0)
    days = models.PositiveSmallIntegerField(_("limit, working days"), default=0)
    around_the_clock = models.BooleanField(_("around the clock"), default=False)
    started_at = models.DateTimeField(_("started"))
    due_at = models.DateTimeField(_("due"))
    next_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True)
    breached_at = models.DateTimeField(_("limit passed"), null=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True)
    seconds = models.BigIntegerField(_("working seconds used"), null=True)
    sent_seconds = models.BigIntegerField(_("working seconds since sending"), null=True)
    accepted_seconds = models.BigIntegerField(_("working seconds since acceptance"), null=True)
    request_id: int
    company_id: int
    unit_id: int
    person_id: int | None
    service_type_id: int | None
    policy_id: int | None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "target", "key"], condition=ALIVE, name="one_live_clock"
            ),
            models.CheckConstraint(condition=RUNNING | Q(next_at=None), name="only_running_clocks_ring"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=~Q(next_at=None), name="clock_next"
            ),  # the job: what falls due
            models.Index(
                fields=["company", "due_at", "id"], condition=RUNNING, name="clock_running_by_company"
            ),  # supervisor
            models.Index(fields=["unit", "due_at", "id"], condition=RUNNING, name="clock_running_by_unit"),
            models.Index(fields=["company", "target", "due_at"], name="clock_due"),  # figures: share on time
            models.Index(
                fields=["company", "target", "stopped_at"], name="clock_stopped"
            ),  # figures: response time
        ]

    def __str__(self) -> str:
        return f"{self.get_target_display()} {self.due_at:%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        return self.state == ClockState.RUNNING

    @property
    def is_live(self) -> bool:
        """Running or paused: what it waits for has not happened yet."""
        return self.state in LIVE

    def is_late(self, at: "datetime") -> bool:
        """Whether the limit was missed, as seen at that instant. What was done on the second was in time."""
        if self.state in (ClockState.CANCELLED, ClockState.PAUSED):
            return False
        return self.stopped_at > self.due_at if self.stopped_at else at >= self.due_at


class Escalation(models.Model):
    """A missed limit was brought before the next authority. ``to`` is empty when nobody stands above."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="escalations")
    level = models.PositiveSmallIntegerField(_("level"))
    action = models.CharField(_("what happens"), max_length=8, choices=LevelAction, default=LevelAction.TELL)
    to = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("told"))
    at = models.DateTimeField(_("at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "level"], name="escalation_level_once")]

    def __str__(self) -> str:
        return f"{self.clock} ↑{self.level}"
