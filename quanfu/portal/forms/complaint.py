"""What a customer fills in to complain: as little as can be."""

import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quanfu.portal.forms.fields import FilesField, reachable, readable, short_enough


class ComplaintForm(forms.Form):
    """Words, a way to reach them, and if they like the number of the request it is about."""

    body = forms.CharField(
        label=_("What went wrong?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        validators=[readable, short_enough],
    )
    wish = forms.CharField(
        label=_("What would put it right?"), max_length=300, required=False, validators=[readable]
    )
    number = forms.CharField(label=_("Number of the request it is about"), max_length=24, required=False)
    contact_name = forms.CharField(label=_("Your name"), max_length=60, validators=[readable])
    contact_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    contact_email = forms.EmailField(label=_("Mail"), required=False)
    files = FilesField(label=_("Photos or files"), required=False)
    nonce = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nonce"].initial = secrets.token_urlsafe(16)
        self.fields["contact_phone"].widget.input_type = "tel"
        for name, token in {"contact_name": "name", "contact_phone": "tel", "contact_email": "email"}.items():
            self.fields[name].widget.attrs["autocomplete"] = token

    def clean_contact_phone(self) -> str:
        return reachable(self.cleaned_data["contact_phone"])

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Please leave this field empty: only programs fill it in."))
        return ""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        reached = data.get("contact_phone") or data.get("contact_email")
        if not reached and not self.errors.keys() & {"contact_phone", "contact_email"}:
            self.add_error(
                "contact_phone", _("Give a phone number or a mail address, so that we can reach you.")
            )
        return data

    def complained(self) -> dict[str, Any]:
        """The input as submit_complaint takes it."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "website"}
        return data | {"nonce": data["nonce"] or secrets.token_urlsafe(16)}
