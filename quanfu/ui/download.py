"""A table as a file to keep."""

import os
import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import FileResponse, HttpResponse

from quanfu.core.tables import write_table


def download(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, kind: str = "xlsx"
) -> HttpResponse:
    """The rows as ``name``.xlsx or .csv. Written to a temporary file, so that the memory does not grow with the rows."""
    handle, path = tempfile.mkstemp(suffix=f".{kind}")
    os.close(handle)
    try:
        write_table(path, columns, rows, title=name)
        file = open(path, "rb")  # noqa: SIM115 - FileResponse closes it
    finally:
        os.unlink(path)
    return FileResponse(file, as_attachment=True, filename=f"{name}.{kind}")
