from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.permissions import HELD_ADDRESS_CREATE
from quanfu.org.queries.unit import companies_for

if TYPE_CHECKING:
    from quanfu.org.models import Person


class HeldAddressForm(forms.Form):
    """An address that is to get no mails. The company is asked for only when there is a choice."""

    company = forms.ModelChoiceField(label=_("Company"), queryset=None)
    address = forms.EmailField(label=_("Address"), max_length=200)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, by: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        companies = companies_for(by, HELD_ADDRESS_CREATE)
        self.fields["company"].queryset = companies
        reach = list(companies[:2])
        if len(reach) == 1:
            self.initial["company"] = reach[0]
            self.fields["company"].disabled = True
            self.fields["company"].widget = forms.HiddenInput()
