from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import Priority
from quanfu.desk.forms.request import TypeChoiceField
from quanfu.desk.models import Request
from quanfu.desk.queries.service_type import choosable_types


class PromiseForm(forms.Form):
    promised_at = forms.DateTimeField(label=_("Promised by"), required=False)
    text = forms.CharField(label=_("What was promised"), max_length=300, required=False)


class ConversionForm(forms.Form):
    """What an enquiry becomes; everything else comes along by itself."""

    service_type = TypeChoiceField(queryset=None, label=_("Service type"), required=False)
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Priority.choices, coerce=int)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Description"), max_length=20000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, req: Request, **kwargs: Any):
        kwargs.setdefault("initial", {name: getattr(req, name) for name in ("subject", "body", "priority")})
        super().__init__(*args, **kwargs)
        self.fields["service_type"].queryset = choosable_types(req.company_id)  # type: ignore[attr-defined]


class ServicePackageForm(forms.Form):
    starts_on = forms.DateField(label=_("Start"))
    ends_on = forms.DateField(label=_("End"))
    confirmed_by = forms.CharField(
        label=_("Confirmed by"),
        max_length=60,
        required=False,
        help_text=_("who confirmed it for the customer"),
    )
    is_paid = forms.BooleanField(label=_("It is paid for"), required=False)


class ResultFilter(forms.Form):
    day = forms.DateField(label=_("Date"), required=False)
