"""Uploaded files: taken in, kept by the hash of their content, and handed out only through links made for one viewer.

A page that has authorised its reader writes `file_url(stored, request)` into itself. The link opens that one file for
that one viewer (the person, or a visitor's session) for half a day; anybody else gets what an absent file gets. So the
kernel needs no knowledge of what a file hangs on.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Protocol

import filetype
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Http404, Refused
from quanfu.core.graph import add
from quanfu.core.models.file import StoredFile
from quanfu.core.rules import rule

HOUR = 3600
LINK_HOURS = 12
# What a browser may show in the page. Everything else is downloaded: SVG, HTML and PDF can carry scripts.
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif"})
# Types that are told to the browser as they are; of any other it learns only that it is bytes.
TOLD = SHOWN | {
    "application/pdf", "application/zip", "text/plain", "audio/mpeg", "audio/amr", "audio/x-wav", "video/mp4",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}  # fmt: skip


class Uploaded(Protocol):
    """Django's UploadedFile, or any File with a name."""

    name: str | None

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]: ...


def store_file(uploaded: Uploaded, *, by: Actor, name: str = "", megabytes: int = 0) -> StoredFile:
    """Keep a file. Refused when it is larger than ``megabytes``, without that rule core.file_megabytes (field "file").

    Its type is found in its content, its name is cut to a plain file name. The bytes are on disk, durably, before the
    row is written; a transaction that is rolled back leaves bytes that nothing names and the next equal upload takes over.
    """
    most = (megabytes or int(rule("core.file_megabytes"))) * 1024 * 1024
    hasher, size, head = hashlib.sha256(), 0, b""
    temporary = _temporary()
    try:
        with temporary.open("wb") as out:
            for chunk in uploaded.chunks():
                size += len(chunk)
                if size > most:
                    message = _("The file is larger than %(limit)s MB.") % {"limit": most // 1024 // 1024}
                    raise Refused(message, field="file")
                head = head or chunk[:8192]
                hasher.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        stored = StoredFile(
            sha256=hasher.hexdigest(), size=size, type=type_of(head), name=plain_name(name or uploaded.name or ""),
            stored_at=now(), actor_kind=by.actor_kind, actor_id=by.actor_id,
        )  # fmt: skip
        _keep(temporary, stored.path)
    finally:
        temporary.unlink(missing_ok=True)
    return add(stored)


def open_file(stored: StoredFile) -> IO[bytes]:
    """Its bytes; FileNotFoundError when the storage has lost them."""
    opened: Any = default_storage.open(stored.path, "rb")
    return opened  # type: ignore[no-any-return]


def headers_of(stored: StoredFile) -> dict[str, str]:
    """What every answer with a file carries, so that no file can act as a page of ours."""
    return {
        "Content-Type": stored.type if stored.type in TOLD else "application/octet-stream",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": f"private, max-age={HOUR}",
    }


def file_url(stored: StoredFile, request: Any) -> str:
    """A link to the file for whoever is looking at ``request``. The page must have authorised them for what it hangs on.

    The same link for an hour, so that browsers keep pictures; valid for at least LINK_HOURS.
    """
    expires = (int(time.time()) // HOUR + LINK_HOURS + 1) * HOUR
    path = reverse("core:file.show", args=[stored.pk])
    return f"{path}?until={expires}&key={_key(stored.pk, _viewer(request, make=True), expires)}"


def may_open(pk: int, request: Any) -> bool:
    """Whether the link by which ``request`` came was made for this viewer and still counts."""
    until, viewer = request.GET.get("until", ""), _viewer(request)
    if (
        not viewer
        or not (until.isascii() and until.isdecimal())
        or len(until) > 12
        or int(until) < time.time()
    ):
        return False
    return constant_time_compare(_key(pk, viewer, int(until)), request.GET.get("key", ""))


def access_file(pk: int, request: Any) -> StoredFile:
    """The file a link leads to; Http404 alike for absent, expired and made for somebody else."""
    stored = StoredFile.objects.filter(pk=pk).first() if may_open(pk, request) else None
    if stored is None:
        raise Http404
    return stored


def type_of(head: bytes) -> str:
    """The MIME type by the first bytes. What may hold scripts is told apart from plain text, never trusted as such."""
    if found := filetype.guess_mime(head):
        return str(found)
    text = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in text:
        return "image/svg+xml"
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")) or b"<script" in text:
        return "text/html"
    if text.startswith(b"<?xml"):
        return "application/xml"
    plain = not any(byte < 32 and byte not in b"\t\r\n\f\x1b" for byte in head)
    return "text/plain" if head and plain else "application/octet-stream"


def plain_name(name: str) -> str:
    """The last part of a path, without signs that file systems or people stumble over; at most 120 characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    # Bidirectional overrides make "exe.gpj" of "jpg.exe".
    clean = "".join(
        c for c in last if c.isprintable() and c not in '<>:"|?*\u202a\u202b\u202d\u202e\u2066\u2067\u2068'
    ).strip(". ")
    stem, dot, ending = clean.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: 119 - len(ending)]}.{ending}"
    return clean[:120] or "file"


def _key(pk: int, viewer: str, expires: int) -> str:
    return salted_hmac("quanfu.core.files", f"{pk} {viewer} {expires}", algorithm="sha256").hexdigest()[:40]


def _viewer(request: Any, *, make: bool = False) -> str:
    if request.user.is_authenticated:
        return f"person {request.user.pk}"
    if make and not request.session.session_key:
        request.session.create()
    key = request.session.session_key
    return f"session {hashlib.sha256(key.encode()).hexdigest()}" if key else ""


def _temporary() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / secrets.token_hex(16)


def _keep(temporary: Path, path: str) -> None:
    """Move the bytes to their place unless equal ones lie there."""
    try:
        place = Path(default_storage.path(path))
    except NotImplementedError:  # an object store, durable by itself
        if not default_storage.exists(path):
            with temporary.open("rb") as opened:
                default_storage.save(path, File(opened))
        return
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(place)  # one rename: the place is empty or complete, whatever happens
        _sync(place.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
