"""Input about pay."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from quanfu.core.money import Money, MoneyFormField
from quanfu.performance.forms.sheet import PeriodField
from quanfu.performance.queries.period import Period
from quanfu.ui.widgets import MoneyInput

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit


class PayRunForm(forms.Form):
    """Which company's month is to be paid."""

    def __init__(self, *args: Any, companies: "list[Unit]", periods: list[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(companies) > 1:
            self.fields["company"] = forms.ChoiceField(
                label=_("Company"), choices=[(c.pk, c.label) for c in companies]
            )
        self.fields["period"] = PeriodField(periods, label=_("Month of pay"))


class SalaryForm(forms.Form):
    def __init__(self, *args: Any, people: "QuerySet[Person]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(people, label=_("Employee"))
        self.fields["total"] = MoneyFormField(
            label=_("Total pay a month"), minimum=Money(0), maximum=Money.yuan("9999999.99"), widget=MoneyInput(),
            help_text=_("Gross; base pay and performance part together."),
        )  # fmt: skip
        self.fields["since"] = forms.DateField(
            label=_("Since"),
            help_text=_("What is in force on the last day of a month counts for the whole month."),
        )
        self.fields["is_rated"] = forms.BooleanField(
            label=_("A part of it follows the appraisal"), required=False, initial=True
        )
