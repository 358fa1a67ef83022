from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import today


class TimeEntryForm(forms.Form):
    """Time spent, as the page suggests it or as it is corrected."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440, initial=5)
    day = forms.DateField(label=_("Day"))
    remark = forms.CharField(label=_("Remark"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = today


class TimeFilter(forms.Form):
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)
