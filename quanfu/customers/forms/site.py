from typing import Any

from django import forms

from quanfu.customers.models import Customer, Site


class SiteForm(forms.ModelForm):
    class Meta:
        model = Site
        fields = ("address", "building", "flat", "unit")

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = self.fields["unit"].queryset
        self.fields["unit"].queryset = units.filter(company=customer.company_id).order_by("path")
