"""Hours of a day as people write them: "9:00-12:00 13:30-18:00"."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from quanfu.core.queries.calendar import hours_text
from quanfu.core.worktime import Calendar, WorktimeError

# What may stand between two times and between two intervals, in Chinese and Western writing.
_INTERVAL = re.compile(
    r"(\d{1,2}:\d{2}(?::\d{2})?)\s*(?:-|–|—|~|～|至|到)\s*(\d{1,2}:\d{2}(?::\d{2})?)", re.ASCII
)
_BETWEEN = re.compile(r"[\s,;、，；和]*")
EXAMPLE = "09:00-12:00 13:30-18:00"
MESSAGE = gettext_lazy("Write hours like 09:00-12:00 13:30-18:00.")


def read_hours(text: str) -> list[list[str]]:
    """The intervals of a text, none for an empty one; ValueError, with a message for people, where it is no list of them."""
    text = text.translate(str.maketrans("０１２３４５６７８９：－", "0123456789:-")).strip()
    found, at = [], 0
    while at < len(text):
        interval = _INTERVAL.match(text, at)
        if not interval:
            raise ValueError(MESSAGE)
        found.append([_padded(interval[1]), _padded(interval[2])])
        between = _BETWEEN.match(text, interval.end())
        at = between.end() if between else len(text)
    try:
        Calendar("UTC", {"mon": found})
    except WorktimeError:  # 25:00, or an interval without length
        raise ValueError(MESSAGE) from None
    return found


def _padded(time: str) -> str:
    return time if len(time.partition(":")[0]) == 2 else f"0{time}"


class HoursField(forms.CharField):
    """Intervals of one day as [["09:00", "12:00"], …]; an empty text is []."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=200, **kwargs)
        self.widget.attrs["placeholder"] = EXAMPLE

    def prepare_value(self, value: Any) -> Any:
        return hours_text(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_hours(text)
        except ValueError:
            raise forms.ValidationError(MESSAGE, code="hours") from None
