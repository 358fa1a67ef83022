from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import WaitsFor
from quanfu.ui.widgets import RadioCards


class HoldForm(forms.Form):
    """What a request waits for, and why."""

    waits_for = forms.ChoiceField(label=_("Waits for"), choices=WaitsFor.choices, widget=RadioCards(descriptions={
        "customer": _("The customer is asked again, then the request closes by itself, as the rules say."),
        "parts": _("Parts or material have to come first."),
        "special": _("Anything else that nobody here can hasten."),
    }))  # fmt: skip
    text = forms.CharField(
        label=_("Reason"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
