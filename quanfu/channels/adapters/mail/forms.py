"""What a mailbox is set up with."""

import ssl
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.channels.adapters.host import named, servable
from quanfu.core.config import address as host_and_port
from quanfu.core.errors import Refused

TLS = [("ssl", gettext_lazy("TLS from the start")), ("starttls", gettext_lazy("STARTTLS")), ("none", gettext_lazy("No encryption"))]  # fmt: skip
SECRETS = ("password", "oauth_secret", "oauth_token", "smtp_password", "dkim_key")


def _secret(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=8000, strip=True, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), **more)  # fmt: skip


class MailForm(forms.Form):
    """How mails come in, what happens to them in the mailbox, by which server ours go out, and how they are signed."""

    groups = (
        (gettext_lazy("Mails coming in"), (
            "receive", "imap_host", "imap_port", "imap_tls", "login", "smtp_in_bind", "folder", "poll_seconds", "start", "after", "move_to", "plus",
        )),
        (gettext_lazy("How it signs in"), ("auth", "password", "oauth_url", "oauth_client", "oauth_secret", "oauth_token", "oauth_scope")),
        (gettext_lazy("Mails going out"), ("smtp_host", "smtp_port", "smtp_tls", "smtp_login", "smtp_password", "sender_name", "language", "confirm")),
        (gettext_lazy("Trust"), ("dkim_domain", "dkim_selector", "dkim_key", "auth_server", "tls_ca")),
    )  # fmt: skip
    shown_for: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("imap_host", "imap_port", "imap_tls", "login", "folder", "poll_seconds", "start", "after"), "receive=imap"),
        "move_to": "receive=imap after=move", "smtp_in_bind": "receive=smtp", "password": "auth=password",
        **dict.fromkeys(("oauth_url", "oauth_client", "oauth_secret", "oauth_token", "oauth_scope"), "auth=oauth2"),
    }  # fmt: skip

    receive = forms.ChoiceField(label=gettext_lazy("Mails come in"), choices=[
        ("pipe", gettext_lazy("By pipe: a mail server calls quanfu mail receive")),
        ("imap", gettext_lazy("From a mailbox by IMAP")),
        ("smtp", gettext_lazy("By SMTP: other servers deliver to us")),
    ])  # fmt: skip
    imap_host = forms.CharField(
        label=gettext_lazy("IMAP server"), max_length=200, required=False, validators=[named, servable]
    )
    imap_port = forms.IntegerField(label=gettext_lazy("IMAP port"), min_value=1, max_value=65535, initial=993)
    imap_tls = forms.ChoiceField(label=gettext_lazy("IMAP encryption"), choices=TLS)
    login = forms.CharField(label=gettext_lazy("Login"), max_length=200, required=False)
    auth = forms.ChoiceField(label=gettext_lazy("Signs in with"), choices=[
        ("password", gettext_lazy("Password or authorisation code")), ("oauth2", gettext_lazy("OAuth 2 (XOAUTH2)")),
    ])  # fmt: skip
    password = _secret(gettext_lazy("Password"))
    oauth_url = forms.URLField(
        label=gettext_lazy("OAuth: address of tokens"), required=False, assume_scheme="https", validators=[servable]
    )  # fmt: skip
    oauth_client = forms.CharField(label=gettext_lazy("OAuth: client ID"), max_length=200, required=False)
    oauth_secret = _secret(gettext_lazy("OAuth: client secret"))
    oauth_token = _secret(gettext_lazy("OAuth: refresh token"))
    oauth_scope = forms.CharField(label=gettext_lazy("OAuth: scope"), max_length=400, required=False)
    folder = forms.CharField(label=gettext_lazy("Folder"), max_length=120, initial="INBOX")
    start = forms.ChoiceField(label=gettext_lazy("At the first connection"), choices=[
        ("new", gettext_lazy("Leave alone what is there already")), ("all", gettext_lazy("Take in what is there too")),
    ])  # fmt: skip
    after = forms.ChoiceField(label=gettext_lazy("What was taken in"), choices=[
        ("leave", gettext_lazy("stays as it is")), ("mark", gettext_lazy("is marked as read")),
        ("move", gettext_lazy("is moved to another folder")),
    ])  # fmt: skip
    move_to = forms.CharField(label=gettext_lazy("Moved to"), max_length=120, required=False)
    poll_seconds = forms.IntegerField(
        label=gettext_lazy("Looks again after seconds"), min_value=10, max_value=3600, initial=60,
        help_text=gettext_lazy("Servers that can (IDLE) tell of new mails at once."),
    )  # fmt: skip
    smtp_in_bind = forms.CharField(
        label=gettext_lazy("SMTP: listens at"), max_length=80, required=False, help_text=gettext_lazy("for example 127.0.0.1:2525")
    )  # fmt: skip
    smtp_host = forms.CharField(
        label=gettext_lazy("Server for mails going out"), max_length=200, required=False, validators=[named, servable],
        help_text=gettext_lazy("Empty: that of QUANFU_SMTP_URL"),
    )  # fmt: skip
    smtp_port = forms.IntegerField(label=gettext_lazy("SMTP port"), min_value=1, max_value=65535, initial=465)
    smtp_tls = forms.ChoiceField(label=gettext_lazy("SMTP encryption"), choices=TLS)
    smtp_login = forms.CharField(label=gettext_lazy("SMTP login"), max_length=200, required=False)
    smtp_password = _secret(gettext_lazy("SMTP password"))
    tls_ca = forms.CharField(
        label=gettext_lazy("Own certificate authority"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("PEM; only where the servers' certificates are not publicly known"),
    )  # fmt: skip
    sender_name = forms.CharField(label=gettext_lazy("Name of the sender"), max_length=60, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of automatic mails"),
        choices=[("zh-hans", "简体中文"), ("en", "English")],
    )
    plus = forms.BooleanField(
        label=gettext_lazy("Plus addresses"), required=False,
        help_text=gettext_lazy("The mailbox gets mails to name+anything@…: answers then find their request by the address too."),
    )  # fmt: skip
    confirm = forms.BooleanField(
        label=gettext_lazy("Confirms each new request"), required=False, initial=True,
        help_text=gettext_lazy("with its number, what happens next and the limits"),
    )  # fmt: skip
    auth_server = forms.CharField(
        label=gettext_lazy("Believes Authentication-Results of"), max_length=200, required=False,
        help_text=gettext_lazy("Name of your own mail server, as it stands at the start of that header"),
    )  # fmt: skip
    dkim_domain = forms.CharField(
        label=gettext_lazy("DKIM: domain"), max_length=200, required=False, validators=[named]
    )
    dkim_selector = forms.CharField(
        label=gettext_lazy("DKIM: selector"), max_length=60, required=False, validators=[named]
    )
    dkim_key = forms.CharField(
        label=gettext_lazy("DKIM: private key"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_smtp_in_bind(self) -> str:
        given = str(self.cleaned_data["smtp_in_bind"])
        try:
            return host_and_port(given) if given else ""
        except ValueError:
            raise forms.ValidationError(_("expected HOST:PORT, such as 127.0.0.1:2525")) from None

    def clean_tls_ca(self) -> str:
        given = str(self.cleaned_data["tls_ca"])
        try:
            if given:
                ssl.create_default_context(cadata=given)
        except (ssl.SSLError, ValueError, TypeError):  # TypeError: letters that are not ASCII
            raise forms.ValidationError(_("This is no certificate in PEM form.")) from None
        return given

    def clean_dkim_key(self) -> str:
        from quanfu.channels.adapters.mail.dkim import record_of  # with cryptography, which takes its time

        given = str(self.cleaned_data["dkim_key"])
        try:
            if given:
                record_of(given)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return given

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        needed = {"imap": ("imap_host", "login"), "smtp": ("smtp_in_bind",)}.get(found.get("receive", ""), ())
        if found.get("receive") == "imap" and found.get("after") == "move":
            needed = (*needed, "move_to")
        if found.get("auth") == "oauth2":
            needed = (*needed, "oauth_url", "oauth_client")
        for name in needed:
            if name in found and not found[name]:
                self.add_error(name, _("This is needed here."))
        return found
