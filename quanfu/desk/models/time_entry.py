from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class TimeEntry(models.Model):
    """So many minutes of a person's day went into a request."""

    request = models.ForeignKey("desk.Request", models.CASCADE, related_name="time_entries")
    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    person = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    day = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(1)])
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"))
    person_id: int

    class Meta:
        indexes = [
            models.Index(fields=["person", "day"], name="time_entry_by_person"),
            models.Index(fields=["company", "day"], name="time_entry_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.minutes}"
