from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.adapters.fields import Secret
from quanfu.channels.adapters.host import named, servable

HOOK, AMI, ARI = "hook", "ami", "ari"


class PhoneForm(forms.Form):
    """How the telephone system tells of calls, and how it is asked to dial."""

    shown_for: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("host", "port", "tls", "user", "trunks", "technology", "context"), f"system={AMI}|{ARI}"),
        "secret": f"system={HOOK}|{AMI}|{ARI}", "dial_url": f"system={HOOK}", "hook_address": f"system={HOOK}", "recordings": f"system={AMI}",
    }  # fmt: skip

    system = forms.ChoiceField(
        label=_("Telephone system"), required=False,
        choices=[("", _("None: calls are entered by hand")), (HOOK, _("It calls our web hook")), (AMI, _("Asterisk by AMI")), (ARI, _("Asterisk by ARI"))],
    )  # fmt: skip
    host = forms.CharField(
        label=_("Server"), max_length=120, required=False, validators=[named, servable],
        help_text=_("Asterisk only: name or address"),
    )  # fmt: skip
    port = forms.IntegerField(
        label=_("Port"), min_value=1, max_value=65535, required=False,
        help_text=_("Empty: 5038 for AMI, 8088 for ARI"),
    )  # fmt: skip
    tls = forms.BooleanField(label=_("Encrypted connection (TLS)"), required=False)
    user = forms.CharField(
        label=_("User name"), max_length=60, required=False, help_text=_("As in manager.conf or ari.conf")
    )
    secret = Secret(
        label=_("Secret"),
        help_text=_("The user's password; with the web hook the secret that both sides sign with"),
    )
    trunks = forms.CharField(
        label=_("Names of the trunks"), max_length=200, required=False,
        help_text=_("AMI and ARI: how channels from outside begin, separated by blanks, such as PJSIP/trunk SIP/telecom"),
    )  # fmt: skip
    technology = forms.CharField(
        label=_("Technology of the extensions"), max_length=20, required=False, initial="PJSIP",
        help_text=_("What stands before the extension when it is dialled: PJSIP, SIP"),
    )  # fmt: skip
    context = forms.CharField(
        label=_("Context for dialling"), max_length=60, required=False, initial="from-internal",
        help_text=_("From where the dial plan lets calls go out"),
    )  # fmt: skip
    dial_url = forms.URLField(
        label=_("Address for dialling"), max_length=300, required=False, assume_scheme="https", validators=[servable],
        help_text=_("Web hook only: where we post {from, to} when somebody dials from a page; empty: no dialling"),
    )  # fmt: skip
    recordings = forms.CharField(
        label=_("Address of the recordings"), max_length=200, required=False,
        help_text=_("AMI only: what stands before the name of a recorded file, such as https://pbx.example.com/rec/"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("system") in (AMI, ARI):
            for name in ("host", "user", "trunks"):
                if not clean.get(name):
                    self.add_error(name, _("Asterisk needs it."))
        recordings = clean.get("recordings", "")
        if recordings and not recordings.startswith(("https://", "http://")):
            self.add_error("recordings", _("The address begins with https://."))
        return clean
