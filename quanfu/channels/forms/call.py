from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import CallTopic, ChannelKind
from quanfu.channels.models import Call, Extension
from quanfu.channels.queries.channel import channels_of
from quanfu.channels.queries.extension import phones_in_reach
from quanfu.org.permissions import PERSON_INDEX
from quanfu.org.queries.person import people_for

if TYPE_CHECKING:
    from quanfu.org.models import Person

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class AboutForm(forms.Form):
    """What a call was about; product support asks for more (INT-17)."""

    is_confirmed = forms.TypedChoiceField(
        label=_("Confirmed with the customer?"), choices=YES_NO, coerce=lambda v: v == "yes", empty_value=None, required=False,
        widget=forms.RadioSelect, help_text=_("whether what was understood was read back; for answered calls"),
    )  # fmt: skip
    request_number = forms.CharField(label=_("Request"), max_length=24, required=False)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)
    topic = forms.ChoiceField(
        label=_("Kind of call"),
        choices=CallTopic.choices,
        initial=CallTopic.GENERAL,
        required=False,
        widget=forms.RadioSelect,
    )
    product = forms.CharField(label=_("Product"), max_length=120, required=False)
    end_customer = forms.CharField(
        label=_("End customer"), max_length=120, required=False,
        help_text=_("such as the hospital where the product stands"),
    )  # fmt: skip
    problem_type = forms.CharField(label=_("Type of problem"), max_length=60, required=False)
    content = forms.CharField(
        label=_("Content"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_topic(self) -> str:
        return str(self.cleaned_data["topic"] or CallTopic.GENERAL)


class CallForm(AboutForm):
    """A call that the telephone system did not hand over by itself."""

    channel = forms.ModelChoiceField(queryset=None, label=_("Channel"), required=False)
    phone = forms.CharField(label=_("Caller's phone"), max_length=24, required=False)
    at = forms.DateTimeField(label=_("When"), required=False, help_text=_("empty: now"))
    is_answered = forms.TypedChoiceField(
        label=_("Answered?"), choices=YES_NO, coerce=lambda v: v == "yes", widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = channels_of(by.company, kinds=(ChannelKind.PHONE,))  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """A call back: whether somebody was reached."""

    reached = forms.TypedChoiceField(
        label=_("Reached?"), choices=YES_NO, coerce=lambda v: v == "yes", widget=forms.RadioSelect
    )
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)


class DialForm(forms.Form):
    phone = forms.RegexField(
        r"^\+?[\d*# -]{2,24}$", label=_("Phone"),
        error_messages={"invalid": _("This is not a phone number that can be dialled.")},
    )  # fmt: skip

    def clean_phone(self) -> str:
        return str(self.cleaned_data["phone"]).replace(" ", "").replace("-", "")


class ExtensionForm(forms.ModelForm):  # type: ignore[type-arg]
    number = forms.RegexField(
        r"^\d{1,15}$", label=_("Extension"), help_text=_("as the telephone system names it, such as 8001"),
        error_messages={"invalid": _("It is a number.")},
    )  # fmt: skip

    class Meta:
        model = Extension
        fields = ("channel", "number", "person")

    def __init__(self, *args: Any, by: "Person", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = phones_in_reach(by)  # type: ignore[attr-defined]
        self.fields["person"].queryset = people_for(by, PERSON_INDEX).filter(is_active=True)  # type: ignore[attr-defined]


def about(call: Call) -> dict[str, Any]:
    """What is known of a call, for AboutForm."""
    names = ("request_number", "remark", "topic", "product", "end_customer", "problem_type", "content")
    known = {name: getattr(call, name) for name in names}
    return known | {
        "is_confirmed": {True: "yes", False: "no"}.get(call.is_confirmed) if call.is_confirmed else None
    }
