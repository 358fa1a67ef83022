"""Addresses of From, To and their like, also those that no rule allows: what a person would read in them."""

from __future__ import annotations

import re

from quanfu.channels.reading.fields import clean, plain, readable, without_deceit
from quanfu.channels.reading.mail import Address
from quanfu.channels.reading.words import decode_words, has_words

MOST = 500
# A domain may be one label (localhost) or Chinese; the local part is what stands before the last @.
_ADDRESS = re.compile(r"[^\s<>\"(),:;@\[\]\\]{1,200}@(?:[\w-]+(?:\.[\w-]+){0,20}\.?|\[[0-9A-Fa-f:.]+\])")


def parse_addresses(raw: bytes, hint: str = "") -> list[Address]:
    """The addresses of a field, each once. Groups are opened; comments are the name where no other stands."""
    text = plain(raw, hint)
    if not text.strip():
        return []
    if has_words(text) and "@" not in re.sub(r"=\?[^?]*\?[bBqQ]\?[^?]*\?=", "", text):
        text = decode_words(text, hint)  # name and address in one encoded word
    found = [_address(piece, hint) for piece in _pieces(text)[:MOST]]
    return list(dict.fromkeys(address for address in found if address.name or address.address))


def _pieces(text: str) -> list[str]:
    """Split at the commas and semicolons that stand outside quotes, comments and angle brackets."""
    pieces, start, depth = [], 0, 0
    quoted = angled = escaped = False
    for index, char in enumerate(text):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted and text.find('"', index + 1) > 0
        elif quoted:
            continue
        elif char == "(":
            depth += text.find(")", index) > 0
        elif char == ")":
            depth = max(0, depth - 1)
        elif char == "<":
            angled = text.find(">", index) > 0
        elif char == ">":
            angled = False
        elif char in ",;，；" and not depth and not angled and (char in ",;" or "@" in text[start:index]):
            pieces.append(text[start:index])
            start = index + 1
        elif (
            char == ":" and not depth and not angled and "@" not in text[start:index] and ";" in text[index:]
        ):
            start = index + 1  # a group's name
    pieces.append(text[start:])
    return [piece for piece in (part.strip() for part in _rejoined(pieces)) if piece]


def _rejoined(pieces: list[str]) -> list[str]:
    """A name with a bare comma (Smith, John <j@x>) was cut in two: join what has no @ to what follows."""
    joined: list[str] = []
    for piece in pieces:
        last = joined[-1].strip() if joined else ""
        if (
            last
            and "@" not in last
            and "<" not in last
            and re.search(r"<[^<>]*@[^<>]*>", piece)
            and len(last) < 60
        ):
            joined[-1] += "," + piece
        else:
            joined.append(piece)
    return joined


def _address(piece: str, hint: str) -> Address:
    angled = re.findall(r"<([^<>]*)>", piece) or re.findall(r"<([^<>]*@[^<>\s]*)", piece)
    if angled:
        spec = next((inner for inner in reversed(angled) if "@" in inner), angled[-1])
        name = piece[: piece.rfind("<" + spec)] or piece[piece.rfind(spec) + len(spec) + 1 :]
    else:
        comments = re.findall(r"\(([^()]*)\)", piece)
        without = re.sub(r"\([^()]*\)|\bmailto:", " ", piece)
        match = _ADDRESS.search(without)
        spec = match[0] if match else ""
        name = without.replace(spec, " ", 1) if spec else piece
        name = name if name.strip(' "<>') else " ".join(comments)
    name = _unquoted(name)
    if has_words(name):
        name = decode_words(name, hint)
    name = without_deceit(clean(_unquoted(name)))[:200]
    return Address(name, _spec(spec))


def _unquoted(name: str) -> str:
    name = name.strip().strip("<>").strip()
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1]
    return re.sub(r"\\(.)", r"\1", name.replace('"', "")).strip()


def _spec(text: str) -> str:
    """The bare address, its domain in lower case; "" when it is none. Routes (@a,@b:c@d) and mailto: are left off."""
    text = without_deceit(clean(text)).strip().strip("<>'")
    text = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    text = re.sub(r"^(mailto:|smtp:)", "", re.sub(r"\([^()]*\)", "", text), flags=re.I)
    if text.startswith("@") and ":" in text:
        text = text.rpartition(":")[2]
    if text.startswith("=?"):
        text = readable(text.encode(), "")
    local, at, domain = text.rpartition("@")
    local = local.strip()
    if local.startswith('"') and local.endswith('"') and re.fullmatch(r"[\w.+-]+", local[1:-1] or " "):
        local = local[1:-1]
    domain = re.sub(r"\s+", "", domain).rstrip(".").lower()
    if not at or not local or not domain or len(text) > 320:
        return ""
    if (
        re.search(r"[\s<>(),;\"]", domain)
        or "@" in local
        or (local[0] != '"' and re.search(r"[\x00-\x20<>]", local))
    ):
        match = _ADDRESS.search(text)
        return match[0] if match and match[0] != text else ""
    return f"{local}@{domain}"
