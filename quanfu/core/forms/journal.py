from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class JournalFilter(forms.Form):
    """What the journal is narrowed by; a wrong date narrows nothing."""

    label = forms.CharField(label=_("Number"), required=False, max_length=120)
    actor = forms.CharField(label=_("By"), required=False, max_length=120)
    event = forms.CharField(
        label=_("Event"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "desk.request."}),
    )
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)
    request_id = forms.CharField(
        label=_("The same click"), required=False, max_length=64, widget=forms.HiddenInput
    )

    def criteria(self) -> dict[str, Any]:
        self.is_valid()
        return {
            name: value.strip() if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
            if value
        }
