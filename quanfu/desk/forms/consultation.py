from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import ConsultationState
from quanfu.desk.models import Request
from quanfu.desk.permissions import REQUEST_SHOW
from quanfu.desk.queries.request import requests_for
from quanfu.org.queries.person import people_of_company

if TYPE_CHECKING:
    from quanfu.org.models import Person


class ConsultationForm(forms.Form):
    name = forms.CharField(label=_("Who was advised"), max_length=80)
    phone = forms.CharField(label=_("Phone"), max_length=24, required=False)
    topic = forms.CharField(label=_("Topic of the advice"), max_length=200)
    consultant = forms.ModelChoiceField(queryset=None, label=_("Consultant"))
    advice = forms.CharField(
        label=_("Advice given"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["consultant"].queryset = people_of_company(by.company_id)  # type: ignore[attr-defined]
        self.fields["consultant"].initial = by.pk


class SettlementForm(forms.Form):
    """What came of a consultation; ``order`` is the number of a request in reach."""

    state = forms.ChoiceField(
        label=_("Outcome of the consultation"), widget=forms.RadioSelect, required=False,
        choices=[(s.value, s.label) for s in ConsultationState if s is not ConsultationState.OPEN],
    )  # fmt: skip
    appointment_at = forms.DateTimeField(
        label=_("Appointment"), required=False, help_text=_("of a visit; the consultant receives it")
    )
    order = forms.CharField(label=_("Number of the order"), max_length=30, required=False)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_order(self) -> Request | None:
        if not (number := self.cleaned_data["order"].strip()):
            return None
        if found := requests_for(self.by, REQUEST_SHOW).filter(number=number).first():
            return found
        raise forms.ValidationError(_("There is no request with this number."))
