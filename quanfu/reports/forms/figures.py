"""What a page of figures is narrowed to, from its URL."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import Kind
from quanfu.desk.queries.figures import BASES, Cut
from quanfu.performance.enums import PeriodKind
from quanfu.performance.queries.period import Period
from quanfu.reports.queries.overview import Choices, Wanted
from quanfu.reports.queries.span import Span

CUTS = [
    (Cut.UNIT.value, _("By unit")), (Cut.PERSON.value, _("By person")), (Cut.CHANNEL.value, _("By channel")),
    (Cut.SERVICE_TYPE.value, _("By service type")), (Cut.KIND.value, _("By kind")),
]  # fmt: skip
BASIS = [("registered", _("day received")), ("completed", _("day completed"))]


class FiguresForm(forms.Form):
    """Nothing in the URL can make it fail: what is unknown is left out, days that make no sense give the present month."""

    unit = forms.TypedChoiceField(label=_("Unit"), required=False, coerce=int, empty_value=None)
    service_type = forms.TypedChoiceField(
        label=_("Service type"), required=False, coerce=int, empty_value=None
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *Kind.choices])
    channel = forms.TypedChoiceField(label=_("Channel"), required=False, coerce=int, empty_value=None)
    cut = forms.ChoiceField(label=_("Table"), required=False, choices=CUTS)
    basis = forms.ChoiceField(label=_("Requests counted by"), required=False, choices=BASIS)
    first = forms.DateField(label=_("From"), required=False)
    last = forms.DateField(label=_("To"), required=False)

    def __init__(self, *args: Any, choices: Choices, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        everything = ("", _("All"))
        lists = {
            "unit": choices.units, "channel": choices.channels,
            "service_type": [(pk, name if group is None else f"　{name}") for pk, name, group in choices.types],
        }  # fmt: skip
        for name, found in lists.items():
            self.fields[name].choices = [everything, *found]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        self.is_valid()
        chosen = self.cleaned_data
        cut, basis = chosen.get("cut") or Cut.UNIT, chosen.get("basis") or "registered"
        return Wanted(
            self._span(), Cut(cut), chosen.get("unit"), chosen.get("kind", ""), chosen.get("service_type"),
            chosen.get("channel"), basis if basis in BASES else "registered",
        )  # fmt: skip

    def narrowed(self) -> list[str]:
        """What is chosen beside the period, in words."""
        found = []
        for name in ("unit", "service_type", "kind", "channel"):
            value = self.cleaned_data.get(name)
            labels = {str(key): str(label).strip() for key, label in self.fields[name].choices}  # type: ignore[attr-defined]
            if value not in (None, ""):
                found.append(labels[str(value)])
        if self.cleaned_data.get("basis") == "completed":
            found.append(str(dict(BASIS)["completed"]))
        if self.cleaned_data.get("first") and self.cleaned_data.get("last"):
            found.append(f"{self.cleaned_data['first']} – {self.cleaned_data['last']}")
        return found

    def _span(self) -> Span:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        earliest = date(1971, 1, 1)
        if first and last and min(first, last) > earliest and max(first, last).year < 9000:
            return Span.between(first, last)
        try:
            return Span.of(Period.parse(self.data.get("period", "")))
        except ValueError:
            return Span.of(Period.of(PeriodKind.MONTH, self.day))
