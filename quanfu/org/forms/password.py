from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.org.models import Person


class NewPasswordForm(forms.Form):
    """A new password, typed twice. Whether it is good enough is for the action to say."""

    password = forms.CharField(
        label=_("New password"), strip=False, max_length=128,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least 10 characters, not only digits, no common password, nothing like a name, phone or mail."),
    )  # fmt: skip
    again = forms.CharField(
        label=_("New password again"), strip=False, max_length=128,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two are not the same."))
        return data


class OwnPasswordForm(NewPasswordForm):
    """One's own password, changed by whoever knows the present one."""

    old = forms.CharField(
        label=_("Present password"), strip=False, max_length=128,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )  # fmt: skip
    field_order = ("old", "password", "again")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.person.check_password(old):
            raise forms.ValidationError(_("This is not your present password."))
        return old
