from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import MessageState, Way


class MessageFilter(forms.Form):
    """What the message log shows."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *MessageState.choices], required=False
    )
    way = forms.ChoiceField(label=_("Way"), choices=[("", _("All")), *Way.choices], required=False)
    request_number = forms.CharField(label=_("Request"), max_length=24, required=False)

    def wanted(self) -> dict[str, str]:
        """The filters that make sense; others are ignored."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
