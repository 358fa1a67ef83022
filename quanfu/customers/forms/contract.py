from typing import Any

from django import forms

from quanfu.customers.models import Contract, Customer


class ContractForm(forms.ModelForm):
    """A contract; the project is one of the customer's."""

    class Meta:
        model = Contract
        fields = ("number", "title", "since", "until", "project", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        projects = self.fields["project"].queryset
        self.fields["project"].queryset = projects.filter(customer=customer).order_by("-since", "-id")
