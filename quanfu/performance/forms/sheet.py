"""Input about sheets: which period, who rates, what counts instead."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from quanfu.performance.enums import RATING_GROUPS, Group, PeriodKind, SheetState
from quanfu.performance.queries.period import Period

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit
    from quanfu.performance.models import Sheet


class PeriodField(forms.ChoiceField):
    """One of the given periods; cleans to a Period."""

    def __init__(self, periods: list[Period], **kwargs: Any) -> None:
        super().__init__(choices=[(p.key, p.label) for p in periods], **kwargs)

    def clean(self, value: Any) -> Period:
        return Period.parse(super().clean(value))


class SheetFilter(forms.Form):
    """What the list of sheets is narrowed to."""

    period = forms.ChoiceField(label=_("Period"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *SheetState.choices])

    def __init__(
        self, *args: Any, periods: list[Period], units: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [(p.key, p.label) for p in periods]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("All")), *((str(pk), name) for pk, name in units)]  # type: ignore[attr-defined]

    def narrow(self, sheets: "QuerySet[Sheet]") -> "QuerySet[Sheet]":
        """Only what was chosen; a choice that does not exist narrows nothing."""
        self.is_valid()
        if unit := self.cleaned_data.get("unit"):
            sheets = sheets.filter(unit=unit)
        if state := self.cleaned_data.get("state"):
            sheets = sheets.filter(state=state)
        return sheets


class SheetForm(forms.Form):
    """Open sheets by hand: for one person, or for everybody who is paid by appraisal."""

    def __init__(
        self,
        *args: Any,
        companies: "list[Unit]",
        people: "QuerySet[Person]",
        day: Any,
        kind: PeriodKind,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if len(companies) > 1:
            self.fields["company"] = forms.ChoiceField(
                label=_("Company"), choices=[(c.pk, c.label) for c in companies]
            )
        periods = Period.of(kind, day).last(13)[::-1]
        self.fields["period"] = PeriodField(periods, label=_("Period"), initial=periods[1].key)
        self.fields["person"] = forms.ModelChoiceField(
            people, label=_("Employee"), required=False, empty_label=_("Everybody who is paid by appraisal")
        )


class SeatForm(forms.Form):
    group = forms.ChoiceField(label=_("Rater group"), choices=[(g.value, g.label) for g in RATING_GROUPS])

    def __init__(self, *args: Any, people: "QuerySet[Person]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rater"] = forms.ModelChoiceField(people, label=_("Rater"))


class WaiverForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the group does not rate"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    points = forms.DecimalField(
        label=_("Points that count instead"), min_value=0, max_digits=5, decimal_places=2, initial=Decimal(0),
        widget=forms.NumberInput(attrs={"step": "0.1"}),
    )  # fmt: skip


class RaterForm(forms.Form):
    group = forms.ChoiceField(
        label=_("Rates as"),
        choices=[(g.value, g.label) for g in (Group.MARKETING_HEAD, Group.PRODUCTION_HEAD)],
    )

    def __init__(self, *args: Any, people: "QuerySet[Person]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(people, label=_("Employee"))


class WeightForm(forms.Form):
    """The weights from a day on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group in Group:
            self.fields[group.value] = forms.IntegerField(label=group.label, min_value=0, max_value=100)
        self.fields["since"] = forms.DateField(label=_("In force from"))

    def points(self) -> dict[Group, int]:
        return {group: self.cleaned_data[group.value] for group in Group}
