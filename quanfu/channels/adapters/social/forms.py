from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.channels.adapters.host import servable


class SocialForm(forms.Form):
    """Which feed of comments is watched; without one, comments come by file."""

    feed_url = forms.URLField(
        label=_("Feed of comments"), required=False, max_length=500, assume_scheme="https", validators=[servable],
        help_text=_("RSS, Atom or JSON; empty: comments are imported from files or entered by hand"),
    )  # fmt: skip
    every_minutes = forms.IntegerField(
        label=_("Asked every so many minutes"), min_value=1, max_value=1440, initial=5
    )
    token = forms.CharField(
        label=_("Token"), required=False, max_length=500, widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("sent as Authorization: Bearer; only if the feed asks for one"),
    )  # fmt: skip
    negative_words = forms.CharField(
        label=_("Further words of discontent"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A comment with one of them becomes a request; the usual ones are known. Separated by spaces or commas."),
    )  # fmt: skip
