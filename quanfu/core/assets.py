"""Static files: hashed names for ever-lasting caching, collected once a version into QUANFU_DATA/static."""

import gzip
import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import File
from django.core.management import call_command

MARK = "collected"  # holds the state of the sources that the folder was collected from


class HashedStaticFiles(ManifestStaticFilesStorage):
    """Names carry the hash of the content; imports between JavaScript modules are rewritten to those names.

    A name that was not collected stays as it is instead of failing the page: the page then works without that file.
    """

    support_js_module_import_aggregation = True
    manifest_strict = False

    def hashed_name(self, name: str, content: "File[Any] | None" = None, filename: str | None = None) -> str:
        try:
            hashed: str = super().hashed_name(name, content, filename)
        except ValueError:
            return name
        return hashed


def _state() -> str:
    """Changes when any source file does: name, size and time of each."""
    sums = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            stat = Path(storage.path(name)).stat()
            sums.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return sums.hexdigest()


def collected() -> bool:
    """Whether the collected files are those of this version."""
    mark = Path(settings.STATIC_ROOT) / MARK
    return mark.exists() and mark.read_text() == _state()


def _pack() -> None:
    """A packed copy beside each text that lacks one: the web server sends it to whoever takes it."""
    for path in Path(settings.STATIC_ROOT).rglob("*"):
        packed = path.with_name(f"{path.name}.gz")
        stale = not packed.exists() or packed.stat().st_mtime < path.stat().st_mtime
        if path.suffix in (".js", ".css", ".svg") and stale:
            packed.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def collect() -> int:
    """Collect all static files anew; returns their number. What was collected before stays for pages already open."""
    state = _state()
    call_command("collectstatic", interactive=False, verbosity=0)
    _pack()
    (Path(settings.STATIC_ROOT) / MARK).write_text(state)
    return sum(1 for finder in get_finders() for _name in finder.list(None))
