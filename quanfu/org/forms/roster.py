from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import today
from quanfu.org.forms.unit import UnitChoice
from quanfu.org.models import Person, Unit


class DutyForm(forms.Form):
    """Duties by a pattern: these people, these days of the week, from one day to another."""

    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("Who"), widget=forms.CheckboxSelectMultiple
    )
    first = forms.DateField(label=_("From"))
    last = forms.DateField(label=_("To"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days of the week"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        initial=[0, 1, 2, 3, 4],
        widget=forms.CheckboxSelectMultiple,
    )
    starts = forms.TimeField(label=_("Begins"), initial="08:00")
    ends = forms.TimeField(
        label=_("Ends"), initial="17:30", help_text=_("Earlier than the beginning: on the next morning.")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("This day lies before the first."))
        elif first and last and (last - first).days > 3660:
            self.add_error("last", _("That is too far away."))
        return data

    def days(self) -> list[date]:
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        every = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in every if day.weekday() in self.cleaned_data["weekdays"]]


class AbsenceForm(forms.Form):
    """Whole days of absence, the last one included."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Who"))
    first = forms.DateField(label=_("From"), initial=today)
    last = forms.DateField(label=_("Up to and including"), initial=today)
    reason = forms.CharField(label=_("Reason"), max_length=120)
    substitute = forms.ModelChoiceField(Person.objects.none(), label=_("Stands in"), required=False)

    def __init__(self, *args: Any, people: Any, substitutes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["substitute"].queryset = substitutes  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("This day lies before the first."))
        return data

    def span(self) -> tuple[datetime, datetime]:
        """From the first midnight to the one after the last day."""
        zone, day = ZoneInfo(settings.TIME_ZONE), timedelta(days=1)
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        return (datetime(first.year, first.month, first.day, tzinfo=zone),
                datetime.combine(last + day, datetime.min.time(), zone))  # fmt: skip


class TieForm(forms.Form):
    group = UnitChoice(Unit.objects.none(), label=_("Marketing group"))
    specialist = forms.ModelChoiceField(Person.objects.none(), label=_("Specialist"))
    since = forms.DateField(label=_("Since"), initial=today)

    def __init__(self, *args: Any, groups: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["specialist"].queryset = people  # type: ignore[attr-defined]


class DutyFilter(forms.Form):
    unit = UnitChoice(Unit.objects.none(), label=_("Unit"), required=False, empty_label=None)
    week = forms.DateField(required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
