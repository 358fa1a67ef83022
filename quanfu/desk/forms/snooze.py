from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.queries.steps import SNOOZES

WHENS = [*SNOOZES.items(), ("until", _("until a day and time"))]


class SnoozeForm(forms.Form):
    """How long a request is put aside."""

    when = forms.ChoiceField(
        label=_("Put aside"), choices=WHENS, initial="tomorrow", widget=forms.RadioSelect
    )
    until = forms.DateTimeField(label=_("Day and time"), required=False)
    remark = forms.CharField(
        label=_("Remark"),
        max_length=300,
        required=False,
        help_text=_("stands in the message when it is back"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("until"):
            data["when"] = "until"
        return data
