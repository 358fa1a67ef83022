from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import today
from quanfu.org.enums import Theme
from quanfu.org.forms.unit import UnitChoice
from quanfu.org.models import Person, Unit
from quanfu.org.queries.unit import units_for

phone = RegexValidator(
    r"^[+\d][\d\s()（）\-–]{4,19}$", _("A phone number has digits, perhaps with + before them.")
)


class PersonForm(forms.Form):
    """Who somebody is. ``permission`` decides which units may be chosen; a new person may be given a password."""

    name = forms.CharField(label=_("Name"), max_length=60)
    login = forms.CharField(
        label=_("Login name"), max_length=60, widget=forms.TextInput({"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("First password"), required=False, strip=False, max_length=128,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. Without one they cannot log in yet."),
    )  # fmt: skip
    unit = UnitChoice(Unit.objects.none(), label=_("Unit"))
    post = forms.CharField(label=_("Post"), max_length=60, required=False)
    number = forms.CharField(label=_("Staff number"), max_length=20, required=False)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=20,
        required=False,
        validators=[phone],
        widget=forms.TextInput({"type": "tel"}),
    )
    email = forms.EmailField(label=_("Mail"), required=False)
    employed_from = forms.DateField(label=_("First day"), required=False)
    employed_to = forms.DateField(label=_("Last day"), required=False)
    capacity = forms.IntegerField(
        label=_("Open requests they can carry"), required=False, min_value=0, max_value=500,
        help_text=_("Empty: as the setting says."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Person, permission: str, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_for(by, permission)  # type: ignore[attr-defined]
        if not new:
            del self.fields["password"]


class LeavingForm(forms.Form):
    on = forms.DateField(label=_("Last day"), initial=today)


class ProfileForm(forms.Form):
    """What everybody changes about themselves."""

    phone = forms.CharField(
        label=_("Phone"),
        max_length=20,
        required=False,
        validators=[phone],
        widget=forms.TextInput({"type": "tel"}),
    )
    email = forms.EmailField(label=_("Mail"), required=False)
    locale = forms.ChoiceField(label=_("Language"), required=False)
    theme = forms.ChoiceField(label=_("Appearance"), choices=Theme.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["locale"].choices = [("", _("As the device")), *settings.LANGUAGES]  # type: ignore[attr-defined]
