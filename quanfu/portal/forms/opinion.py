from django import forms

from quanfu.portal.forms.fields import readable


class OpinionForm(forms.Form):
    """Helpful or not, and what is missing."""

    is_helpful = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda v: v == "yes")
    text = forms.CharField(max_length=500, required=False, validators=[readable])
