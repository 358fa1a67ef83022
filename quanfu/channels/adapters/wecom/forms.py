from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.adapters.fields import AesKey, ApiUrl, Secret


class WecomForm(forms.Form):
    """What stands in the WeCom console beside the app, and at its call-backs."""

    corp_id = forms.CharField(
        label=_("Company ID (CorpID)"),
        max_length=64,
        help_text=_("Console: My company → Company information, at the bottom; begins with ww"),
    )
    agent_id = forms.CharField(
        label="AgentId",
        max_length=20,
        required=False,
        help_text=_("Of the app that colleagues write to; empty where only customers of WeChat write"),
    )
    secret = Secret(
        required=True,
        label="Secret",
        help_text=_("Of the app, or of customer service: Console → WeChat customer service → API"),
    )
    token = Secret(
        label="Token", max_length=32, help_text=_("Made by the console where the call-backs are set up")
    )
    aes_key = AesKey()
    takes_kf = forms.BooleanField(
        label=_("Customers of WeChat write here"),
        required=False,
        initial=True,
        help_text=_("Their messages are fetched by “quanfu listen”, which “quanfu serve” starts by itself"),
    )
    open_kfid = forms.CharField(
        label=_("Customer service account"),
        max_length=64,
        required=False,
        help_text=_("Begins with wk; empty: all accounts that this secret may read"),
    )
    api_url = ApiUrl(initial="https://qyapi.weixin.qq.com")

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if not clean.get("agent_id") and not clean.get("takes_kf"):
            self.add_error(
                "agent_id", _("Say which app colleagues write to, or that customers of WeChat write here.")
            )
        if clean.get("agent_id") and not str(clean["agent_id"]).isdecimal():
            self.add_error("agent_id", _("It is a number."))
        return clean
