from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import SPOKEN_WAYS, Way
from quanfu.desk.forms.review import yes_no

WAYS = [(w.value, w.label) for w in SPOKEN_WAYS]


class FeedbackForm(forms.Form):
    """How the customer was told the result, and what they said."""

    way = forms.ChoiceField(label=_("Told by"), choices=WAYS, widget=forms.RadioSelect, required=False)
    text = forms.CharField(
        label=_("What the customer is told"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    asked_for_opinions = yes_no(_("Asked for opinions?"))
    opinions = forms.CharField(
        label=_("Opinions"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_problem = forms.BooleanField(
        label=_("The customer raised a problem: open a follow-up task"), required=False
    )
    is_product = forms.BooleanField(
        label=_("It concerns the product: enter it in the product list"), required=False
    )

    def __init__(self, *args: Any, where_they_wrote: bool = False, **kwargs: Any) -> None:
        """``where_they_wrote``: the customer can be answered on the messenger itself."""
        super().__init__(*args, **kwargs)
        if where_they_wrote:
            self.fields["way"].choices = [(Way.CHANNEL.value, Way.CHANNEL.label), *WAYS]


class FollowupForm(forms.Form):
    result = forms.CharField(label=_("Result"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class InvestigationForm(forms.Form):
    """Cause, action and what the customer was told; all three are demanded for closing."""

    findings = forms.CharField(
        label=_("Cause found"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    action_taken = forms.CharField(
        label=_("What was done"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    reply_way = forms.ChoiceField(label=_("Customer told by"), choices=WAYS)
    reply_text = forms.CharField(
        label=_("What the customer was told"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
