from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.adapters.fields import ApiUrl, Secret


class DingtalkForm(forms.Form):
    """What stands in the DingTalk console beside an internal app with a robot."""

    app_key = forms.CharField(
        label=_("Client ID (AppKey)"),
        max_length=64,
        help_text=_("Console: App development → the app → Credentials"),
    )
    app_secret = Secret(
        required=True,
        label=_("Client Secret (AppSecret)"),
        help_text=_("Beside it; DingTalk signs what it sends with it"),
    )
    robot_code = forms.CharField(
        label="RobotCode",
        max_length=64,
        required=False,
        help_text=_(
            "On the page of the robot; needed to answer hours later, when the address for quick answers has ended"
        ),
    )
    api_url = ApiUrl(initial="https://api.dingtalk.com")
