from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import ChannelKind
from quanfu.channels.queries.channel import channels_of

if TYPE_CHECKING:
    from quanfu.org.models import Person

BY_HAND = (ChannelKind.LETTER, ChannelKind.WALK_IN, ChannelKind.SOCIAL)


class RegistrationForm(forms.Form):
    """Three fields for what came by letter, at the counter, on a visit or on a social platform."""

    channel = forms.ModelChoiceField(
        queryset=None, label=_("How it came"), empty_label=None, widget=forms.RadioSelect
    )
    sender = forms.CharField(
        label=_("Who it is from"),
        max_length=200,
        help_text=_("name, and phone or mail if there is one: 王建国 138 0000 0001"),
    )
    text = forms.CharField(
        label=_("What the customer wants"), max_length=20000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, by: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = channels_of(by.company, BY_HAND)  # type: ignore[arg-type]
        first = self.fields["channel"].queryset.first()
        self.fields["channel"].initial = first.pk if first else None
