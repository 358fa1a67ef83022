from django import forms
from django.utils.translation import gettext_lazy as _


class ProblemForm(forms.Form):
    text = forms.CharField(
        label=_("What is the problem?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SolutionForm(forms.Form):
    solution = forms.CharField(
        label=_("How was it solved?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
