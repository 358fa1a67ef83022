"""Special days as a table: date, kind, name, hours. What `calendar_export` writes, this reads."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.enums import DayKind
from quanfu.core.errors import Refused
from quanfu.core.forms.hours import read_hours
from quanfu.core.queries.calendar import DayRow
from quanfu.core.tables import Row, csv_lines, read_table

COLUMNS = {
    "date": ("date", "日期"), "kind": ("kind", "类型", "类别"), "name": ("name", "名称", "事由"),
    "hours": ("hours", "工时", "时间"),
}  # fmt: skip
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
        label=gettext_lazy("CSV or Excel file"),
        help_text=gettext_lazy(
            "Columns: date, kind (holiday or workday), name, hours. Dates that are there are replaced."
        ),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        try:
            days, errors = read_days(file)
        except Refused as unreadable:
            raise forms.ValidationError(str(unreadable.message)) from None
        if errors:
            more = len(errors) - SHOWN_ERRORS
            tail = [_("… and %(count)d more.") % {"count": more}] if more > 0 else []
            raise forms.ValidationError([*errors[:SHOWN_ERRORS], *tail])
        if not days:
            raise forms.ValidationError(_("The file holds no days."))
        self.cleaned_data["days"] = days
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data.pop("file", None)
        return data


def read_days(file: UploadedFile) -> tuple[list[DayRow], list[str]]:
    """(days, one message for each wrong line). Refused when the file is no table, or one without these columns."""
    days, errors = [], []
    with TemporaryDirectory() as folder:
        path = Path(folder, "days")
        path.write_bytes(file.read())
        for number, row in read_table(path):
            try:
                days.append(_day(row))
            except ValueError as problem:
                errors.append(_("Line %(number)d: %(problem)s") % {"number": number, "problem": problem})
    return days, errors


def write_days(days: Iterable[Any]) -> Iterator[bytes]:
    """A CSV of the days, as `read_days` takes it."""
    rows = ((day.date, str(day.kind), day.name, _written(day.intervals or [])) for day in days)
    return csv_lines(list(COLUMNS), rows)


def _written(intervals: Iterable[Iterable[str]]) -> str:
    return " ".join("-".join(interval) for interval in intervals)


def _cell(row: Row, column: str) -> str:
    return next((text.strip() for header, text in row.items() if header.lower() in COLUMNS[column]), "")


def _day(row: Row) -> DayRow:
    if not any(header.lower() in COLUMNS["date"] for header in row):
        raise Refused(_("The file needs a first line with the columns date, kind, name, hours."))
    if row.problem:
        raise ValueError(row.problem)
    on, kind = _cell(row, "date"), _cell(row, "kind").lower()
    found = _DATE.fullmatch(on)
    try:
        day = date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(_("“%(text)s” is no date; write 2026-10-01.") % {"text": on[:40]})
    if kind not in _KINDS:
        raise ValueError(_("“%(text)s” is neither holiday nor workday.") % {"text": kind[:40]})
    intervals = read_hours(_cell(row, "hours"))
    if intervals and _KINDS[kind] == DayKind.HOLIDAY:
        raise ValueError(_("A holiday has no hours; choose workday."))
    return DayRow(day, _KINDS[kind].value, _cell(row, "name").removeprefix("'")[:80], intervals or None)
