"""A Mail between two processes: a line of JSON, then the contents of its files. Nothing in it can run."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from quanfu.channels.reading.mail import Address, File, Kind, Mail

_ADDRESSES = ("to", "cc", "reply_to")


def pack(mail: Mail) -> bytes:
    """The mail as bytes for `unpack`."""
    data: dict[str, Any] = {one.name: getattr(mail, one.name) for one in fields(mail) if one.name != "files"}
    data["sender"] = asdict(mail.sender)
    for name in _ADDRESSES:
        data[name] = [asdict(address) for address in data[name]]
    data["date"] = mail.date.isoformat() if mail.date else None
    data["files"] = [[f.name, f.type, f.size, f.content_id, f.is_inline] for f in mail.files]
    head = json.dumps(data).encode("ascii")
    return head + b"\n" + b"".join(file.content for file in mail.files)


def unpack(packed: bytes) -> Mail:
    """The mail again. Raises ValueError, KeyError or TypeError for bytes that `pack` did not make."""
    head, _, contents = packed.partition(b"\n")
    data = json.loads(head)
    files, position = [], 0
    for name, kind, size, content_id, is_inline in data.pop("files"):
        files.append(File(name, kind, contents[position : position + size], content_id, is_inline))
        position += size
    for name in _ADDRESSES:
        data[name] = [Address(**address) for address in data[name]]
    data["headers"] = [(name, value) for name, value in data["headers"]]
    data["date"] = datetime.fromisoformat(data["date"]) if data["date"] else None
    return Mail(**data | {"sender": Address(**data["sender"]), "kind": Kind(data["kind"]), "files": files})
