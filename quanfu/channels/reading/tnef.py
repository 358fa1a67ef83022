"""winmail.dat: what Outlook packs its text and files into when it takes the reader for another Outlook."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from quanfu.channels.reading.charset import decode

MOST_FILES = 100


@dataclass(slots=True)
class Unpacked:
    """The text, the HTML and the files (name, content) of a TNEF stream."""

    text: str = ""
    html: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)


def unpack(content: bytes) -> Unpacked | None:
    """What is inside, or None where the stream is broken."""
    from tnefparse import TNEF

    logging.getLogger("tnef-decode").setLevel(logging.CRITICAL)
    try:
        found = TNEF(content, do_checksum=False)
        unpacked = Unpacked(_text(found.body), _text(found.htmlbody))
        for file in found.attachments[:MOST_FILES]:
            data = file.data
            if isinstance(data, list):
                data = b"".join(part for part in data if isinstance(part, bytes))
            if isinstance(data, bytes):
                unpacked.files.append((_name(file), data))
    except Exception:  # the library raises whatever a broken stream makes it raise
        return None
    return unpacked


def _name(file: Any) -> str:
    """The long name where there is one. The short is in the code page of the sender, which the library takes for UTF-8."""
    try:
        name = file.long_filename() or file._name
    except UnicodeDecodeError:
        name = file._name
    return _text(name).strip("\x00 ") or "file"


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = b"".join(part if isinstance(part, bytes) else str(part).encode() for part in value)
    if isinstance(value, bytes):
        return decode(value.rstrip(b"\x00"))[0]
    return str(value or "")
