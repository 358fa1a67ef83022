from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.models import SmsTemplate
from quanfu.channels.permissions import OPT_OUT_CREATE, SMS_TEMPLATE_INDEX
from quanfu.channels.queries.sms import sms_channels_for
from quanfu.org.queries.unit import companies_for

if TYPE_CHECKING:
    from quanfu.org.models import Person


class SmsTemplateForm(forms.ModelForm):
    """One approved text. The channel is asked for only when there is a choice."""

    text = forms.CharField(
        label=_("Text"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("As approved, places as {name}, ${name} or {1}. What goes out is compared with it letter by letter"),
    )  # fmt: skip

    class Meta:
        model = SmsTemplate
        fields = ("channel", "code", "name", "text", "is_active")

    def __init__(self, *args: Any, by: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = sms_channels_for(by, SMS_TEMPLATE_INDEX)
        self.fields["channel"].queryset = channels  # type: ignore[attr-defined]
        self.fields["code"].help_text = _("SMS_… at Alibaba Cloud, a number at Tencent Cloud")
        first = list(channels[:2])
        if len(first) == 1:
            self.initial["channel"] = first[0]

    def _get_validation_exclusions(self) -> set[str]:
        """No look for a second code here: the action does it, and says it beside the field."""
        return {*super()._get_validation_exclusions(), "channel"}  # type: ignore[misc]


class OptOutForm(forms.Form):
    """Somebody says on the phone that they want no SMS."""

    company = forms.ModelChoiceField(queryset=None, label=_("Company"))
    phone = forms.CharField(label=_("Phone"), max_length=24)
    words = forms.CharField(label=_("What they said"), max_length=60, required=False)

    def __init__(self, *args: Any, by: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        companies = companies_for(by, OPT_OUT_CREATE)
        self.fields["company"].queryset = companies  # type: ignore[attr-defined]
        reach = list(companies[:2])
        if len(reach) == 1:
            self.initial["company"] = reach[0]
            self.fields["company"].disabled = True
            self.fields["company"].widget = forms.HiddenInput()
