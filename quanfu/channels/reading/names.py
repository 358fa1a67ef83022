"""Names of attached files: what can be written to a disk, and shown without lying about what the file is."""

from __future__ import annotations

import re
import unicodedata

from quanfu.channels.reading.fields import clean, without_deceit

LONGEST = 120
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')
_DEVICES = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)
_SUFFIXES = {
    "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "message/rfc822": ".eml", "image/jpeg": ".jpg",
    "image/png": ".png", "image/gif": ".gif", "image/bmp": ".bmp", "application/pdf": ".pdf", "application/zip": ".zip",
    "text/csv": ".csv", "text/x-vcard": ".vcf", "text/vcard": ".vcf", "message/delivery-status": ".txt",
    "application/pgp-signature": ".asc", "application/msword": ".doc", "text/xml": ".xml", "application/xml": ".xml",
    "text/rfc822-headers": ".txt", "audio/mpeg": ".mp3", "audio/wav": ".wav", "video/mp4": ".mp4", "image/svg+xml": ".svg",
    "image/webp": ".webp", "application/json": ".json", "text/markdown": ".md", "application/ms-tnef": ".dat",
}  # fmt: skip
# Of what mail servers send back, what a colleague may look into.
_TELLING = {
    "message/delivery-status": "delivery-report.txt", "message/global-delivery-status": "delivery-report.txt",
    "message/disposition-notification": "read-receipt.txt", "message/feedback-report": "abuse-report.txt",
    "text/rfc822-headers": "original-headers.txt", "message/global-headers": "original-headers.txt",
}  # fmt: skip


def safe_name(name: str, kind: str = "") -> str:
    """A file name without folders, controls and marks that turn its direction; cut, its suffix kept. "" stays ""."""
    name = unicodedata.normalize("NFC", without_deceit(clean(name)))
    name = re.split(r"[/\\]", name)[-1]
    name = _FORBIDDEN.sub("_", name)
    name = re.sub(r"\.{2,}", ".", name).strip(" .")
    if _DEVICES.match(name):
        name = "_" + name
    if len(name) > LONGEST:
        stem, dot, suffix = name.rpartition(".")
        name = stem[: LONGEST - 12] + dot + suffix[:11] if dot and len(suffix) < 12 else name[:LONGEST]
    return name


def default_name(kind: str, number: int) -> str:
    """The name of a file that was sent without one: what it is, where its type says so."""
    if kind in _TELLING:
        return _TELLING[kind]
    return f"file-{number}{_SUFFIXES.get(kind, '.txt' if kind.startswith('text/') else '.bin')}"
