from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.adapters.fields import ApiUrl, Secret


class FeishuForm(forms.Form):
    """What stands in the Feishu console beside a custom app with a robot."""

    app_id = forms.CharField(
        label="App ID",
        max_length=64,
        help_text=_("Console: the app → Credentials and basic information; begins with cli_"),
    )
    app_secret = Secret(required=True, label="App Secret", help_text=_("Beside the App ID"))
    verification_token = Secret(
        label="Verification Token", help_text=_("Console: Events and call-backs → Encryption strategy")
    )
    encrypt_key = Secret(
        label="Encrypt Key", help_text=_("On the same page; with it Feishu seals and signs what it sends")
    )
    api_url = ApiUrl(
        initial="https://open.feishu.cn", help_text=_("https://open.larksuite.com for Lark outside China")
    )
