from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.performance.enums import UNSETTLED, Group, PeriodKind, SheetState

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Sheet(models.Model):
    """The appraisal of one person for one period (PER-2, PER-7).

    ``unit`` and ``company`` are those of the person when it was opened. ``score`` and ``indicators`` are written once,
    when it is computed, and no later change of a rule, a rating or a request touches them.
    """

    person = models.ForeignKey("org.Person", models.PROTECT, related_name="sheets", verbose_name=_("person"))
    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(max_length=8, choices=PeriodKind)
    period = models.CharField(_("period"), max_length=10)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(_("state"), max_length=10, choices=SheetState, default=SheetState.OPEN)
    score = models.DecimalField(_("total score"), max_digits=5, decimal_places=2, null=True)
    indicators = models.JSONField(_("indicators"), default=dict)
    opened_at = models.DateTimeField(_("opened"))
    rated_at = models.DateTimeField(_("rated"), null=True)
    computed_at = models.DateTimeField(_("computed"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    person_id: int
    company_id: int
    unit_id: int
    lines: "RelatedManager[ScoreLine]"
    seats: "RelatedManager[RaterSeat]"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "period"], name="sheet_once"
            ),  # also: a person's sheet of a period
            models.CheckConstraint(
                condition=models.Q(state__in=UNSETTLED) ^ models.Q(score__isnull=False),
                name="settled_sheet_has_score",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "period", "unit", "person"], name="sheet_list"
            ),  # the head's page, pay runs
            models.Index(fields=["person", "-starts_on"], name="sheet_by_person"),  # one's own history
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.period}"

    @property
    def is_unsettled(self) -> bool:
        return self.state in UNSETTLED


class ScoreLine(models.Model):
    """What one group can give and gave. ``maximum`` is the weight in force on the last day of the period."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="lines")
    group = models.CharField(_("rater group"), max_length=16, choices=Group)
    position = models.PositiveSmallIntegerField()
    maximum = models.DecimalField(_("maximum"), max_digits=5, decimal_places=2)
    points = models.DecimalField(_("points given"), max_digits=5, decimal_places=2, null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "group"], name="score_line_once"),
            models.CheckConstraint(
                condition=models.Q(points=None) | models.Q(points__gte=0, points__lte=models.F("maximum")),
                name="points_within_maximum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.get_group_display()}"


class RaterSeat(models.Model):
    """Somebody is to rate on a sheet, for a group. Never its subject (PER-16)."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="seats")
    group = models.CharField(_("rater group"), max_length=16, choices=Group)
    rater = models.ForeignKey(
        "org.Person", models.PROTECT, related_name="rater_seats", verbose_name=_("rater")
    )
    rater_id: int
    sheet_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "group", "rater"], name="rater_seat_once")]
        indexes = [models.Index(fields=["rater", "sheet"], name="seat_by_rater")]  # whom am I to rate

    def __str__(self) -> str:
        return f"{self.sheet} {self.get_group_display()}: {self.rater}"


class Rating(models.Model):
    """The points that a rater gave from their seat. May be changed until the sheet is computed; the journal keeps both."""

    seat = models.OneToOneField(RaterSeat, models.PROTECT, related_name="rating")
    points = models.DecimalField(_("points given"), max_digits=5, decimal_places=2)
    remark = models.CharField(_("comment"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(points__gte=0), name="rating_not_negative")]

    def __str__(self) -> str:
        return f"{self.seat} {self.points}"


class Waiver(models.Model):
    """A group did not rate and the sheet goes on without it (PER-19). The weights stay; ``points`` are what counts instead."""

    line = models.OneToOneField(ScoreLine, models.CASCADE, related_name="waiver")
    points = models.DecimalField(_("points instead"), max_digits=5, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="waiver_has_reason"),
            models.CheckConstraint(condition=models.Q(points__gte=0), name="waiver_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
