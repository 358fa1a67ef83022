from django import forms
from django.utils.translation import gettext_lazy as _

from quanfu.desk.enums import NoteKind


class NoteForm(forms.Form):
    """A line of the conversation, written by staff."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[c for c in NoteKind.choices if c[0] != NoteKind.CUSTOMER],
        initial=NoteKind.REPLY,
    )
    text = forms.CharField(label=_("Text"), max_length=20000, widget=forms.Textarea(attrs={"rows": 4}))
