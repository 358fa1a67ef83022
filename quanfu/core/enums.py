"""The closed lists of the kernel."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JobState(TextChoices):
    DEFERRED = "deferred", _("Deferred")  # for later: run_after, or between two attempts
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being run")
    DONE = "done", _("Done")
    PARKED = "parked", _("Parked")  # failed too often: waits for a person
    DROPPED = "dropped", _("Dropped")


class FieldKind(TextChoices):
    TEXT = "text", _("One line of text")
    LONGTEXT = "longtext", _("Several lines of text")
    INT = "int", _("Whole number")
    DECIMAL = "decimal", _("Decimal number")
    DATE = "date", _("Date")
    DATETIME = "datetime", _("Date and time")
    BOOL = "bool", _("Yes or no")
    CHOICE = "choice", _("One of a list")
    MULTICHOICE = "multichoice", _("Several of a list")
    PHONE = "phone", _("Telephone number")


class RuleKind(TextChoices):
    INT = "int", _("Whole number")
    DECIMAL = "decimal", _("Decimal number")
    TEXT = "text", pgettext_lazy("kind of value", "Text")
    BOOL = "bool", _("Yes or no")
    JSON = "json", _("Structured data")
    DURATION_MINUTES = "duration_minutes", _("Minutes")


class DayKind(TextChoices):
    HOLIDAY = "holiday", _("Holiday")
    WORKDAY = "workday", _("Workday")
