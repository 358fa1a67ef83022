from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import IncomingKind, IncomingState, LimitKind


class CheckForm(forms.Form):
    """How a test went."""

    is_good = forms.TypedChoiceField(
        label=_("Does it work?"), choices=[("yes", _("It works")), ("no", _("It does not work"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    remark = forms.CharField(
        label=_("Remark"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("what does not work, if it does not"),
    )  # fmt: skip


class FaultForm(forms.Form):
    result = forms.CharField(
        label=_("What was done"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what was done.")},
    )  # fmt: skip


class IncomingFilter(forms.Form):
    """What the list of incoming messages shows."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *IncomingState.choices], required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *IncomingKind.choices], required=False)

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class BreachFilter(forms.Form):
    kind = forms.ChoiceField(label=_("Limit"), choices=[("", _("All")), *LimitKind.choices], required=False)
    days = forms.TypedChoiceField(
        label=_("Looking back"), choices=[(30, _("30 days")), (7, _("7 days")), (90, _("90 days"))], coerce=int, required=False,
    )  # fmt: skip

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
