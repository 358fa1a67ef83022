"""Fields of the customers' forms."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import rule
from quanfu.customers.queries.phone import normal_phone

MISTYPED = re.compile(r"1[3-9]\d{7,8}|1[3-9]\d{10}")  # no other number of the country begins so


def readable(text: str) -> None:
    """Refuses what a wrong encoding left of a text: the replacement character says that bytes were lost."""
    if "\ufffd" in text:
        raise ValidationError(
            _("Some characters could not be read. Please type them again."), code="unreadable"
        )


def short_enough(text: str) -> None:
    """Refuses what is longer than the rule portal.longest_text. Says by how much, as nobody counts by hand."""
    most = rule("portal.longest_text")
    if len(text) > most:
        raise ValidationError(
            _("Please keep to %(most)s characters; these are %(given)s."),
            params={"most": most, "given": len(text)},
        )


def reachable(given: str) -> str:
    """The number as it is dialled; refuses what cannot be, and a mobile number with a digit too few or too many."""
    number = normal_phone(given)
    if given and not number:
        raise ValidationError(_("This is not a phone number that can be dialled."))
    if MISTYPED.fullmatch(number):
        raise ValidationError(
            _("A mobile number has 11 digits; this one has %(given)s."), params={"given": len(number)}
        )
    return number


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"multiple": True})


class FilesField(forms.FileField):
    """A list of files, none of them empty or too large, and not too many (rules portal.files_most, core.file_megabytes)."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = [data] if isinstance(data, UploadedFile) else list(data or [])
        most, megabytes = rule("portal.files_most"), int(rule("core.file_megabytes"))
        if len(given) > most:
            raise ValidationError(_("At most %(most)s files can be sent at once."), params={"most": most})
        for file in given:
            if (file.size or 0) > megabytes * 1024 * 1024:
                raise ValidationError(
                    _("“%(name)s” is larger than %(most)s MB."), params={"name": file.name, "most": megabytes}
                )
        return [super(FilesField, self).clean(file, initial) for file in given]
