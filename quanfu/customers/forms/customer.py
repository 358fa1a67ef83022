from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.customers.models import Customer
from quanfu.customers.permissions import CUSTOMER_CREATE
from quanfu.org.queries.unit import companies_for

if TYPE_CHECKING:
    from quanfu.org.models import Person


class CustomerForm(forms.ModelForm):
    """A customer's own data. The company is asked for only at the start, and only when there is a choice."""

    class Meta:
        model = Customer
        fields = ("company", "kind", "name", "phone", "email", "grade", "call_from", "call_until", "note")
        labels = {"name": _("Name of the customer")}
        widgets = {"note": forms.Textarea(attrs={"rows": 3}), "kind": forms.RadioSelect}

    def __init__(self, *args: Any, by: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["company"]
            return
        self.fields["company"].queryset = companies_for(by, CUSTOMER_CREATE)
        reach = list(self.fields["company"].queryset[:2])
        if len(reach) == 1:
            self.initial["company"] = reach[0]
            self.fields["company"].disabled = True
            self.fields["company"].widget = forms.HiddenInput()
