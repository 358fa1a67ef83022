from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.adapters.fields import ApiUrl, Secret

ADDRESSES = {"aliyun": "https://dysmsapi.aliyuncs.com", "tencent": "https://sms.tencentcloudapi.com"}


class SmsForm(forms.Form):
    """One form for all providers; what each calls its key is said beside the field."""

    shown_for: ClassVar[dict[str, str]] = {
        "key_id": "provider=aliyun|tencent", "app_id": "provider=tencent", "region": "provider=tencent", "free_text": "provider=http",
    }  # fmt: skip

    provider = forms.ChoiceField(
        label=_("Provider"), choices=[("aliyun", _("Alibaba Cloud")), ("tencent", _("Tencent Cloud")), ("http", _("Gateway of your own (plain HTTP)"))],
        help_text=_("How a gateway of your own is to answer stands in the guide"),
    )  # fmt: skip
    key_id = forms.CharField(
        label=_("Key"),
        max_length=128,
        required=False,
        help_text=_("Alibaba Cloud: AccessKey ID; Tencent Cloud: SecretId; a gateway needs none"),
    )
    key_secret = Secret(
        label=_("Secret of the key"),
        help_text=_("AccessKey Secret, SecretKey; with a gateway: the secret that both sides sign with"),
    )
    sign = forms.CharField(
        label=_("SMS signature"),
        max_length=20,
        required=False,
        help_text=_("As approved, without 【】; it stands before every text and counts"),
    )
    app_id = forms.CharField(
        label="SdkAppId",
        max_length=20,
        required=False,
        help_text=_("Tencent Cloud only: SMS console → Applications"),
    )
    region = forms.CharField(
        label=_("Region"),
        max_length=30,
        required=False,
        initial="ap-guangzhou",
        help_text=_("Tencent Cloud only"),
    )
    free_text = forms.BooleanField(
        label=_("Takes texts without a template"),
        required=False,
        help_text=_("A gateway of your own may; the two clouds never do"),
    )
    seven_bits = forms.BooleanField(
        label=_("Latin texts hold 160 letters"),
        required=False,
        help_text=_("Outside China; Chinese networks charge 70 and 67 whatever the letters"),
    )
    api_url = ApiUrl(required=False, help_text=_("Of a gateway; empty for the two clouds"))

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        provider = clean.get("provider")
        if provider == "http" and not clean.get("api_url"):
            self.add_error("api_url", _("Say where the gateway is."))
        for name in ("key_id", "sign") if provider in ADDRESSES else ():
            if not clean.get(name):
                self.add_error(name, _("This provider needs it."))
        if provider == "tencent" and not clean.get("app_id"):
            self.add_error("app_id", _("This provider needs it."))
        if provider in ADDRESSES and clean.get("free_text"):
            self.add_error("free_text", _("This provider sends approved templates only."))
        if "【" in clean.get("sign", "") or "】" in clean.get("sign", ""):
            self.add_error("sign", _("Without 【】: the provider puts them."))
        return clean
