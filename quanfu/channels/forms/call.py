from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import ChannelKind
from quanfu.channels.queries.channel import channels_of

if TYPE_CHECKING:
    from quanfu.org.models import Person

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class CallForm(forms.Form):
    """A call that the telephone system did not hand over by itself."""

    channel = forms.ModelChoiceField(queryset=None, label=_("Channel"), required=False)
    phone = forms.CharField(label=_("Caller's phone"), max_length=24, required=False)
    at = forms.DateTimeField(label=_("When"), required=False, help_text=_("empty: now"))
    is_answered = forms.TypedChoiceField(
        label=_("Answered?"), choices=YES_NO, coerce=lambda v: v == "yes", widget=forms.RadioSelect
    )
    is_confirmed = forms.TypedChoiceField(
        label=_("Confirmed with the customer?"), choices=YES_NO, coerce=lambda v: v == "yes", empty_value=None, required=False,
        widget=forms.RadioSelect, help_text=_("whether what was understood was read back; for answered calls"),
    )  # fmt: skip
    request_number = forms.CharField(label=_("Request"), max_length=24, required=False)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = channels_of(by.company, kinds=(ChannelKind.PHONE,))  # type: ignore[attr-defined]
