"""Fields that the settings of several providers share."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quanfu.channels.adapters.envelope import Forged, aes_key
from quanfu.channels.adapters.host import servable


class Secret(forms.CharField):
    """Kept encrypted, never shown again; left empty the old one stays."""

    def __init__(self, *, max_length: int = 200, required: bool = False, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        super().__init__(max_length=max_length, required=required, widget=widget, **kwargs)


class AesKey(Secret):
    """EncodingAESKey of WeCom and WeChat."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "label": "EncodingAESKey", "max_length": 43,
            "help_text": _("43 letters and digits; let the console make one, choose the safe mode there, and copy it"),
        }  # fmt: skip
        super().__init__(**(defaults | kwargs))

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value:
            try:
                aes_key(value)
            except Forged:
                raise ValidationError(_("It has 43 letters and digits.")) from None
        return value


class ApiUrl(forms.URLField):
    """Where the provider is asked; changed only for its private installations and for gateways of one's own."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "label": _("Address of the provider"), "max_length": 200, "assume_scheme": "https", "validators": [servable],
            "help_text": _("Leave it as it is, except for a private installation or a gateway of your own"),
        }  # fmt: skip
        super().__init__(**(defaults | kwargs))

    def clean(self, value: Any) -> str:
        clean = str(super().clean(value) or "").rstrip("/")
        if not clean and not self.required:
            return ""
        parts = urlsplit(clean)
        if parts.scheme not in ("https", "http") or parts.query or parts.fragment or parts.username:
            raise ValidationError(_("The address begins with https://."))
        return clean
