from django import forms
from django.utils.translation import gettext_lazy as _


class SkipForm(forms.Form):
    """A step is left out only with a reason (EXE-6)."""

    reason = forms.CharField(label=_("Why is this step skipped?"), max_length=200)
