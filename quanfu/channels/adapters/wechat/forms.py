from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.adapters.fields import AesKey, ApiUrl, Secret


class WechatForm(forms.Form):
    """What stands in the WeChat console under development, basic configuration."""

    app_id = forms.CharField(
        label="AppID",
        max_length=64,
        help_text=_("Console: Settings and development → Basic configuration; begins with wx"),
    )
    app_secret = Secret(
        required=True,
        label="AppSecret",
        help_text=_("Beside the AppID; shown there once, when it is made or reset"),
    )
    token = Secret(
        label="Token",
        max_length=32,
        help_text=_("3 to 32 letters and digits of your choice; type the same into the console"),
    )
    aes_key = AesKey()
    api_url = ApiUrl(initial="https://api.weixin.qq.com")
