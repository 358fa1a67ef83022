from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.rules import rule
from quanfu.desk.enums import NoteKind
from quanfu.knowledge.queries.article import articles_of


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of files, not too many (rule desk.note_files_most); the kernel looks at their size."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        most = int(rule("desk.note_files_most"))
        if len(given) > most:
            raise ValidationError(_("At most %(most)s files can be sent at once."), params={"most": most})
        return [super(FilesField, self).clean(one) for one in given]


class NoteForm(forms.Form):
    """A line of the conversation, written by staff."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[c for c in NoteKind.choices if c[0] not in (NoteKind.CUSTOMER, NoteKind.STRANGER)],
        initial=NoteKind.REPLY,
    )
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=20000, widget=forms.Textarea(attrs={"rows": 4})
    )
    files = FilesField(label=gettext_lazy("Files"), required=False)
    by_sms = forms.BooleanField(label=gettext_lazy("By SMS"), required=False)
    articles = forms.ModelMultipleChoiceField(
        articles_of(None), required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, *args: Any, company_id: int | None = None, **kwargs: Any) -> None:
        """company_id: whose library may be used."""
        super().__init__(*args, **kwargs)
        self.fields["articles"].queryset = articles_of(company_id)  # type: ignore[attr-defined]
