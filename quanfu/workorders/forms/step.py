from django import forms
from django.utils.translation import gettext_lazy as _


class StepForm(forms.Form):
    """Done, or left out with a reason."""

    act = forms.ChoiceField(choices=[("tick", _("Done")), ("skip", _("Skip"))], widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why is this step skipped?"), max_length=200, required=False)
