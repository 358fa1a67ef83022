"""Broken mails made of whole ones: bytes flipped, cut, headers shuffled, parts of two put together."""

import random
import re


def mutant(source: random.Random, mails: list[bytes]) -> bytes:
    """The next mutant of a seeded source."""
    raw = source.choice(mails)[:200_000]
    for _ in range(source.randint(1, 4)):
        raw = source.choice((flipped, cut, shuffled, swapped, doubled, inserted))(source, raw, mails)
    return raw


def flipped(source: random.Random, raw: bytes, _mails: list[bytes]) -> bytes:
    changed = bytearray(raw)
    for _ in range(source.randint(1, 30)):
        if changed:
            changed[source.randrange(len(changed))] = source.randrange(256)
    return bytes(changed)


def cut(source: random.Random, raw: bytes, _mails: list[bytes]) -> bytes:
    start, end = sorted(source.randrange(len(raw) + 1) for _ in range(2))
    return source.choice((raw[:start], raw[start:], raw[:start] + raw[end:]))


def shuffled(source: random.Random, raw: bytes, _mails: list[bytes]) -> bytes:
    head, gap, body = raw.partition(b"\n\n")
    lines = head.split(b"\n")
    source.shuffle(lines)
    return b"\n".join(lines) + gap + body


def swapped(source: random.Random, raw: bytes, mails: list[bytes]) -> bytes:
    other = source.choice(mails)[:200_000]
    ours, theirs = re.split(rb"(\r?\n--)", raw), re.split(rb"(\r?\n--)", other)
    ours[source.randrange(len(ours))] = theirs[source.randrange(len(theirs))]
    return b"".join(ours)[:400_000]


def doubled(source: random.Random, raw: bytes, _mails: list[bytes]) -> bytes:
    start, end = sorted(source.randrange(len(raw) + 1) for _ in range(2))
    return (raw[:end] + raw[start:end] * source.randint(1, 3) + raw[end:])[:400_000]


def inserted(source: random.Random, raw: bytes, _mails: list[bytes]) -> bytes:
    place = source.randrange(len(raw) + 1)
    piece = source.choice(
        (b"\x00", b"\xff\xfe", b"=?utf-8?B?", b"=?gbk?Q?=C4", b"?=", b"\r", b"\n\n", b"\r\n--", b"<", b"<!--", b'"', b"(", b"~{",
         b"\x1b$B", b"begin 644 x\n", b"Content-Type: multipart/mixed; boundary=\n", b"Content-Transfer-Encoding: base64\n")
    )  # fmt: skip
    return raw[:place] + piece + raw[place:]
