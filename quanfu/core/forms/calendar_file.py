"""Special days as a CSV file: date, kind, name, hours. What `calendar_export` writes, this reads."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.enums import DayKind
from quanfu.core.forms.hours import read_hours
from quanfu.core.queries.calendar import DayRow

HEADER = ("date", "kind", "name", "hours")
LARGEST = 1024 * 1024
SHOWN_ERRORS = 10
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})", re.ASCII
)
_KINDS = {
    **dict.fromkeys(("holiday", "off", "节假日", "假日", "放假", "休息", "休"), DayKind.HOLIDAY),
    **dict.fromkeys(("workday", "work", "工作日", "调休上班", "补班", "上班", "班"), DayKind.WORKDAY),
}


class CalendarFileForm(forms.Form):
    """`cleaned_data["days"]` are the rows; a file with any wrong row is refused with the lines that are wrong."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy(
            "Columns: date, kind (holiday or workday), name, hours. Dates that are there are replaced."
        ),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        days, errors = read_days(_text(file.read()))
        if errors:
            more = (
                [_("… and %(count)d more.") % {"count": len(errors) - SHOWN_ERRORS}]
                if len(errors) > SHOWN_ERRORS
                else []
            )
            raise forms.ValidationError([*errors[:SHOWN_ERRORS], *more])
        if not days:
            raise forms.ValidationError(_("The file holds no days."))
        self.cleaned_data["days"] = days
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data.pop("file", None)
        return data


def read_days(text: str) -> tuple[list[DayRow], list[str]]:
    """(days, one message for each wrong line). The first line may be a header; blank lines are skipped."""
    first = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(",\t;", key=first.count))
    days, errors = [], []
    for position, (number, cells) in enumerate(_numbered(reader)):
        if position == 0 and cells[0].lower() in ("date", "日期", "day"):
            continue
        try:
            days.append(_day(cells))
        except ValueError as problem:
            errors.append(_("Line %(number)d: %(problem)s") % {"number": number, "problem": problem})
    return days, errors


def export_rows(days: Iterable[Any]) -> Iterator[list[str]]:
    """The header and a row for each day, as `read_days` takes them."""
    yield list(HEADER)
    for day in days:
        hours = " ".join(f"{start}-{end}" for start, end in day.intervals or [])
        name = (
            f"'{day.name}" if day.name[:1] in tuple("=+-@") else day.name
        )  # no spreadsheet takes it for a formula
        yield [str(day.date), str(day.kind), name, hours]


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield reader.line_num, [str(problem)]
            continue
        if any(cell.strip() for cell in cells):
            yield reader.line_num, [cell.strip() for cell in cells]


def _day(cells: list[str]) -> DayRow:
    on, kind, name, hours = (*cells, "", "", "")[:4]
    found = _DATE.fullmatch(on)
    try:
        day = date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(_("%(text)r is no date; write 2026-10-01.") % {"text": on[:40]})
    if kind.lower() not in _KINDS:
        raise ValueError(_("%(text)r is neither holiday nor workday.") % {"text": kind[:40]})
    known = _KINDS[kind.lower()]
    intervals = read_hours(hours)
    if intervals and known == DayKind.HOLIDAY:
        raise ValueError(_("A holiday has no hours; choose workday."))
    return DayRow(day, known.value, name.removeprefix("'")[:80], intervals or None)


def _text(data: bytes) -> str:
    """UTF-8 with or without mark, else what Chinese Excel writes."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise forms.ValidationError(_("The file is no text in UTF-8 or GB 18030."))
