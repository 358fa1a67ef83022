from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_PHOTOS = 10


class PhotosInput(forms.ClearableFileInput):
    """Several pictures; a phone offers its camera."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    widget = PhotosInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        photos = [
            super(PhotosField, self).clean(one)
            for one in (data if isinstance(data, list | tuple) else [data])
            if one
        ]
        if len(photos) > MOST_PHOTOS:
            raise ValidationError(_("At most %(count)s photos at once.") % {"count": MOST_PHOTOS})
        return photos


class ProgressForm(forms.Form):
    """How far the work is, in words, in photos, or both."""

    text = forms.CharField(
        label=gettext_lazy("How far is the work?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    files = PhotosField(
        label=gettext_lazy("Photos"), required=False, widget=PhotosInput(attrs={"accept": "image/*"})
    )
