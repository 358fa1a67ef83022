"""A table as a file to keep: CSV that Excel opens, or a workbook. All rows of all pages, in constant memory."""

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from quanfu.core.tables import csv_lines, write_table
from quanfu.ui.listing import Listing

KINDS = ("csv", "xlsx")


def download(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, kind: str = "xlsx"
) -> HttpResponseBase:
    """The rows as `name`.xlsx or `name`.csv."""
    if kind == "csv":
        attachment = f"attachment; filename*=UTF-8''{quote(f'{name}.csv')}"
        lines = csv_lines(columns, rows)
        return StreamingHttpResponse(
            lines, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": attachment}
        )
    handle, made = tempfile.mkstemp(suffix=f".{kind}")
    os.close(handle)
    path = Path(made)
    try:
        write_table(path, columns, rows, title=name)
        file = path.open("rb")
    finally:
        path.unlink()
    return FileResponse(file, as_attachment=True, filename=f"{name}.{kind}")


def download_listing(found: Listing, name: str, kind: str) -> HttpResponseBase:
    """All rows of a listing in its order; cells are what each `Column.value` gives. kind: csv | xlsx."""
    columns = [str(column.label) for column in found.columns]
    rows = ([column.of(row) for column in found.columns] for row in found.everything())
    return download(name, columns, rows, kind=kind)
