from django import forms
from django.utils.translation import gettext_lazy as _


class TokenForm(forms.Form):
    note = forms.CharField(
        label=_("Used by"),
        max_length=80,
        help_text=_("the program that will use it, so that you know which one to revoke"),
    )
