"""Tables from outside in, and ours out: CSV and TSV of any usual encoding, Excel, OpenDocument, Parquet.

for line, row in read_table(path):      # line: as a person counts in the file; row: {header: text}
    if row.problem: …                   # too many or too few fields, bytes that are no text
"""

import codecs
import csv
import gzip
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from quanfu.core.errors import Refused
from quanfu.core.money import Money

DELIMITERS = ",\t;|，"
LARGEST_FIELD = 1024 * 1024
LARGEST_UNPACKED = 1024 * 1024 * 1024
SAMPLE = 256 * 1024
BAD = "�"


class Unreadable(Refused):
    """There is no table in the file, or none that can be read on. Stands beside the field "file"."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


class Row(dict[str, str]):
    """The fields of a line by header; absent ones are empty. ``problem``: what is wrong with the line, for people."""

    problem: str = ""


def read_table(path: Path | str) -> Iterator[tuple[int, Row]]:
    """The lines of a table with one header line, as text; blank lines are skipped.

    The kind of file is found in its first bytes. CSV is read as it comes, with its delimiter and encoding (UTF-8, UTF-16,
    GB18030) found in it, also when packed by gzip. Numbers of Excel lose a trailing ".0", dates and times come as ISO.
    Raises Unreadable, at the first line that is asked for at the earliest.
    """
    path = Path(path)
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise Unreadable(_("The file is empty."))
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _with_headers(_sheet(path))
    if head.startswith(b"PAR1"):
        return _with_headers(_parquet(path))
    return _with_headers(_csv(path))


def _with_headers(lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, Row]]:
    headers: list[str] = []
    for number, fields in lines:
        if not any(field.strip() for field in fields):
            continue
        if not headers:
            headers = _unique([field.strip() for field in fields])
            continue
        row = Row(zip(headers, [*fields, *[""] * (len(headers) - len(fields))], strict=False))
        if len(fields) != len(headers):
            row.problem = _("%(found)s fields instead of %(expected)s") % {
                "found": len(fields),
                "expected": len(headers),
            }
        elif any(BAD in field for field in fields):
            row.problem = _("bytes that are no text in this file's encoding")
        yield number, row
    if not headers:
        raise Unreadable(_("The file holds no table."))


def _unique(headers: list[str]) -> list[str]:
    while headers and not headers[-1]:  # Excel likes to add empty columns
        headers.pop()
    found: list[str] = []
    for i, header in enumerate(headers):
        name, n = header or f"#{i + 1}", 2
        while name in found:
            name, n = f"{header} ({n})", n + 1
        found.append(name)
    return found


# CSV
def _csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with _unpacked(path) as file:
            sample = file.read(SAMPLE)
    except (OSError, EOFError) as error:
        raise Unreadable(_("The file cannot be read as a table: %(reason)s") % {"reason": error}) from None
    encoding = encoding_of(sample, whole=len(sample) < SAMPLE)
    csv.field_size_limit(LARGEST_FIELD)
    with _unpacked(path) as file, io.TextIOWrapper(file, encoding, errors="replace", newline="") as opened:
        reader = csv.reader(opened, delimiter=_delimiter(sample.decode(encoding, "replace")))
        while True:
            number = reader.line_num + 1
            try:
                fields = next(reader)
            except StopIteration:
                return
            except (csv.Error, OSError, EOFError) as error:  # a field without end; a packed file cut off
                message = _("Line %(line)s cannot be read: %(reason)s") % {"line": number, "reason": error}
                raise Unreadable(message) from None
            yield number, fields


def _unpacked(path: Path) -> Any:
    """The bytes of a file, unpacked where gzip has packed it."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path) if packed else path.open("rb")


def encoding_of(sample: bytes, *, whole: bool = True) -> str:
    """UTF-8 unless it is evidently something else; a file that is mostly UTF-8 stays UTF-8 with some bad bytes."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if sample.startswith(mark):
            return name
    pairs = max(len(sample) // 2, 1)
    if sample[1::2].count(0) > pairs * 0.3:
        return "utf-16-le"
    if sample[0::2].count(0) > pairs * 0.3:
        return "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")(
        "replace"
    )  # a character cut by the sample's end is no bad one
    text = decoder.decode(sample, final=whole)
    bad, good = text.count(BAD), sum(not character.isascii() for character in text)
    if not bad or good - bad > 3 * bad:
        return "utf-8"
    return "gb18030" if _bad_ratio(sample, "gb18030") < _bad_ratio(sample, "utf-8") else "utf-8"


def _bad_ratio(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    return text.count(BAD) / max(1, sum(not character.isascii() for character in text))


def _delimiter(sample: str) -> str:
    """The one that makes the most columns, most evenly, of the first lines."""
    lines = sample.splitlines()[:50]

    def merit(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(fields) for fields in csv.reader(lines, delimiter=delimiter) if any(fields)]
        except csv.Error:
            return 0, 0
        if not widths or widths[0] == 1:
            return 0, 0
        even = sum(width == widths[0] for width in widths[:20]) / len(widths[:20])
        return round(even, 1), widths[0]

    return max(DELIMITERS, key=merit)


# Excel, OpenDocument
def _sheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                    raise Unreadable(_("The file is too large when unpacked."))
        with CalamineWorkbook.from_path(path) as book:
            sheet = book.get_sheet_by_index(0)
            for number, cells in enumerate(sheet.iter_rows(), 1):
                yield number, [_cell(cell) for cell in cells]
    except (CalamineError, zipfile.BadZipFile, IndexError) as error:
        raise Unreadable(_("The file cannot be read as a table: %(reason)s") % {"reason": error}) from None


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else f"{value:%Y-%m-%d}"
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


# Parquet
def _parquet(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        import duckdb
    except ImportError:
        raise Unreadable(_("Reading Parquet needs the package duckdb: install quanfu[parquet].")) from None
    with duckdb.connect() as database:
        try:
            found = database.execute("SELECT * FROM read_parquet(?)", [str(path)])
        except duckdb.Error as error:
            raise Unreadable(
                _("The file cannot be read as a table: %(reason)s") % {"reason": error}
            ) from None
        yield 0, [column[0] for column in found.description or ()]
        number = 1
        while rows := found.fetchmany(1000):
            for row in rows:
                yield number, [_cell(value) for value in row]
                number += 1


# Out
def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A CSV as Excel reads it (UTF-8 with BOM, CRLF), some hundred lines at a time, for a streamed answer.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([_harmless(column) for column in columns])
    for n, row in enumerate(rows, 1):
        writer.writerow([_harmless(_written(value)) for value in row])
        if n % 200 == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def write_table(
    path: Path | str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = ""
) -> None:
    """Write .csv or .xlsx, by the ending of ``path``, in constant memory.

    Values: text, numbers, Money, Decimal, bool, dates, aware times (written in the company's zone), None. In .xlsx text
    is always text, never a formula or a link; ``title`` names the sheet.
    """
    path = Path(path)
    if path.suffix == ".csv":
        with path.open("wb") as file:
            file.writelines(csv_lines(columns, rows))
        return
    if path.suffix != ".xlsx":
        raise ValueError(f"{path.suffix} is neither .csv nor .xlsx")
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31] or None)
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1}), "money": book.add_format({"num_format": "#,##0.00"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }  # fmt: skip
        sheet.freeze_panes(1, 0)
        for x, column in enumerate(columns):
            sheet.set_column(x, x, min(40, max(10, 2 * len(column) + 2)))
        for x, column in enumerate(columns):
            sheet.write_string(0, x, column, formats["head"])
        for y, row in enumerate(rows, 1):
            for x, value in enumerate(row):
                _write_cell(sheet, y, x, value, formats)


def _write_cell(sheet: Any, y: int, x: int, value: Any, formats: dict[str, Any]) -> None:
    match value:
        case None | "":
            pass
        case bool():
            sheet.write_boolean(y, x, value)
        case Money():
            sheet.write_number(y, x, value.fen / 100, formats["money"])
        case int() | float() | Decimal() if -1e15 < value < 1e15:
            sheet.write_number(y, x, float(value))
        case datetime():
            sheet.write_datetime(y, x, _naive(value), formats["time"])
        case date():
            sheet.write_datetime(y, x, value, formats["day"])
        case _:
            sheet.write_string(y, x, str(value)[:32_767])


def _naive(at: datetime) -> datetime:
    return timezone.make_naive(at) if timezone.is_aware(at) else at


def _written(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return _naive(value).strftime("%Y-%m-%d %H:%M:%S")
        case _:
            return str(value)


_NUMBER = re.compile(r"[+-]?\d[\d ,.-]*", re.ASCII)


def _harmless(text: str) -> str:
    """Spreadsheets run a cell that begins with = + - @ (also full-width, also after blanks), so it gets a ' in front."""
    if text.lstrip()[:1] in ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%") and text.strip():
        return text if _NUMBER.fullmatch(text) else f"'{text}"
    return f"'{text}" if text[:1] in ("\t", "\r", "\n") else text


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "replace")
