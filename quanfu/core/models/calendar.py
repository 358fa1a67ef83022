"""Working hours of a place: the weekly hours and the days that differ."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quanfu.core.enums import DayKind


class WorkCalendar(models.Model):
    """When a unit works; units without one take their parent's, the last resort is the one with the code "default".

    ``week``: {"mon": [["09:00", "12:00"], ["13:30", "18:00"]], …}, read by `worktime.Calendar`; absent days do not
    work. ``around_the_clock`` puts the week and the days aside. ``version`` moves with every change of the row or its
    days.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    tz = models.CharField(_("time zone"), max_length=64)
    week = models.JSONField(_("weekly hours"), default=dict, blank=True)
    around_the_clock = models.BooleanField(_("around the clock"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("work calendar")
        verbose_name_plural = _("work calendars")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and get_language() == "en" else self.name


class CalendarDay(models.Model):
    """A date that differs from the week: a holiday, or a workday, with hours of its own or (null) the usual ones."""

    calendar = models.ForeignKey(
        WorkCalendar, models.CASCADE, related_name="days", verbose_name=_("work calendar")
    )
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=8, choices=DayKind)
    name = models.CharField(_("name"), max_length=80, blank=True)
    intervals = models.JSONField(_("hours"), null=True, blank=True)

    calendar_id: int

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["date"]
        constraints = [
            # Also the index of the calendar's page, which shows one year in order.
            models.UniqueConstraint(fields=["calendar", "date"], name="core_calendarday_once"),
            models.CheckConstraint(
                condition=models.Q(kind=DayKind.WORKDAY) | models.Q(intervals__isnull=True),
                name="core_calendarday_holiday_has_no_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}".strip()
