from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.utils.translation import gettext_lazy as _


class LoginForm(AllauthLoginForm):
    """Login name, phone or mail, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Login name, phone or mail")
        self.fields["login"].max_length = 254
        self.fields["login"].widget = forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "maxlength": 254}
        )
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget = forms.PasswordInput(
            {"autocomplete": "current-password", "maxlength": 128}
        )
        self.fields["remember"].label = _("Stay logged in on this device")
