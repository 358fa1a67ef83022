from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.portal.forms.fields import FilesField, readable, short_enough


class SearchForm(forms.Form):
    """Finding a request without its link."""

    number = forms.CharField(label=_("Number of the request"), max_length=40)
    proof = forms.CharField(
        label=_("Last four digits of your phone, or your mail address"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )  # fmt: skip


class RemarkForm(forms.Form):
    """The customer's next words."""

    text = forms.CharField(
        label=_("Your message"), widget=forms.Textarea(attrs={"rows": 3}), validators=[readable]
    )
    files = FilesField(label=_("Photos or files"), required=False)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        short_enough(text)
        return text
