from typing import Any

from django import forms

from quanfu.customers.models import Customer, Site


class SiteForm(forms.ModelForm):
    class Meta:
        model = Site
        fields = ("address", "building", "flat", "unit", "latitude", "longitude")

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (("latitude", 90), ("longitude", 180)):
            label = self.fields[name].label
            self.fields[name] = forms.FloatField(label=label, required=False, min_value=-most, max_value=most)
        units = self.fields["unit"].queryset
        self.fields["unit"].queryset = units.filter(company=customer.company_id).order_by("path")
