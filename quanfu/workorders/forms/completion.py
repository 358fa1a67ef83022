import base64
import binascii

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.ui.widgets import SignatureInput

PREFIX = "data:image/png;base64,"
PNG = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 400_000


class SignatureField(forms.CharField):
    """Empty is let through, for the reason may stand in its place; it is not marked as optional though."""

    widget = SignatureInput

    def validate(self, value: str) -> None:
        pass


class CompletionForm(forms.Form):
    """How it ended, and the customer's signature or the reason for none. ``signature`` comes out as a PNG file, or None."""

    result = forms.CharField(
        label=gettext_lazy("Result"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    signature = forms.CharField(
        label=gettext_lazy("Customer's signature"),
        required=False,
        widget=SignatureInput(reason_field="no_signature_reason"),
    )
    no_signature_reason = forms.CharField(
        label=gettext_lazy("Reason for no signature"), max_length=200, required=False
    )

    def clean_signature(self) -> "ContentFile[bytes] | None":
        drawn: str = self.cleaned_data["signature"]
        if not drawn:
            return None
        try:
            picture = (
                base64.b64decode(drawn.removeprefix(PREFIX), validate=True)
                if drawn.startswith(PREFIX)
                else b""
            )
        except (binascii.Error, ValueError):
            picture = b""
        if not picture.startswith(PNG) or len(picture) > MOST_BYTES:
            raise ValidationError(_("The signature could not be read. Clear it and sign again."))
        return ContentFile(picture, name="signature.png")
