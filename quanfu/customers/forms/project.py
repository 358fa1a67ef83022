from typing import Any

from django import forms

from quanfu.customers.models import Customer, Project


class ProjectForm(forms.ModelForm):
    """A project; the place is one of the customer's."""

    class Meta:
        model = Project
        fields = ("name", "site", "since", "until", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = self.fields["site"].queryset
        self.fields["site"].queryset = sites.filter(customer=customer).order_by("id")
