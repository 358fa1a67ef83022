from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.clock import now, today
from quanfu.core.enums import DayKind
from quanfu.core.forms.hours import HoursField
from quanfu.core.models.calendar import CalendarDay, WorkCalendar
from quanfu.core.queries.calendar import DAYS, DEFAULT_TZ, DEFAULT_WEEK
from quanfu.core.queries.public_holiday import countries
from quanfu.core.worktime import LONGEST

WEEKDAYS = {
    "mon": gettext_lazy("Monday"), "tue": gettext_lazy("Tuesday"), "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"), "fri": gettext_lazy("Friday"), "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
}  # fmt: skip
SHORT_WEEKDAYS = (
    gettext_lazy("Mo"), gettext_lazy("Tu"), gettext_lazy("We"), gettext_lazy("Th"), gettext_lazy("Fr"), gettext_lazy("Sa"),
    gettext_lazy("Su"),
)  # fmt: skip


@cache
def zones() -> list[tuple[str, str]]:
    names = sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))
    )
    return [(name, name.replace("_", " ")) for name in ["UTC", *names]]


class CalendarForm(forms.Form):
    """A calendar and its week. ``version`` guards against two people changing it at once."""

    name = forms.CharField(label=gettext_lazy("Calendar name"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=80, required=False)
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Letters, digits, - and _; in files and interfaces"),
    )
    tz = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones, initial=DEFAULT_TZ)
    around_the_clock = forms.BooleanField(
        label=gettext_lazy("Around the clock, every day: the hours below do not count"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: WorkCalendar | None = None, **kwargs: Any) -> None:
        week = row.week if row else DEFAULT_WEEK
        initial = {day: week.get(day, []) for day in DAYS}
        if row:
            initial |= {name: getattr(row, name) for name in self.base_fields}
        super().__init__(*args, **kwargs | {"initial": initial})
        for day in DAYS:
            self.fields[day] = HoursField(label=WEEKDAYS[day])
        if not row:
            del self.fields["version"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data["week"] = {day: data.pop(day) for day in DAYS}
        return data


class DayForm(forms.Form):
    """What a date is. ``on`` is left out where the page is about one date already."""

    on = forms.DateField(label=gettext_lazy("Date"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=DayKind.choices, widget=forms.RadioSelect, initial=DayKind.HOLIDAY
    )
    name = forms.CharField(label=gettext_lazy("Occasion"), max_length=80, required=False)
    intervals = HoursField(
        label=gettext_lazy("Hours"),
        help_text=gettext_lazy("Of a workday; without any it has the usual hours."),
    )

    def __init__(
        self, *args: Any, on: date | None = None, day: CalendarDay | None = None, **kwargs: Any
    ) -> None:
        if day:
            initial = {"kind": day.kind, "name": day.name, "intervals": day.intervals or []}
            kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if on:
            del self.fields["on"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == DayKind.HOLIDAY and data.get("intervals"):
            self.add_error("intervals", _("A holiday has no hours; choose workday."))
        data["intervals"] = data.get("intervals") or None
        return data


class PublicHolidaysForm(forms.Form):
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=countries, initial="CN")
    first = forms.IntegerField(label=gettext_lazy("From year"), min_value=1970, max_value=2100)
    last = forms.IntegerField(label=gettext_lazy("To year"), min_value=1970, max_value=2100)
    keep = forms.BooleanField(
        label=gettext_lazy("Keep the days that are there already"), required=False, initial=True,
        help_text=gettext_lazy("Otherwise these years are replaced as a whole."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        year = today().year
        super().__init__(*args, **kwargs | {"initial": {"first": year, "last": year + 1}})


class TrialForm(forms.Form):
    """A question to a calendar: when is what comes in then, and takes so long, due?"""

    start = forms.DateTimeField(label=gettext_lazy("Comes in"))
    minutes = forms.IntegerField(label=gettext_lazy("Working minutes"), min_value=0, max_value=LONGEST // 60)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        start = now().astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0, tzinfo=None)
        super().__init__(*args, **kwargs | {"initial": {"start": start, "minutes": 480}})
