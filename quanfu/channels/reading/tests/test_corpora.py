"""All mails of the corpora, and mutants of them: no exception, each exactly one kind."""

import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from quanfu.channels.reading.mail import Kind, Mail
from quanfu.channels.reading.parse import parse_mail
from quanfu.channels.reading.tests.mutants import mutant
from quanfu.core.testing import corpus

MAILS = (
    "chatwoot", "cpython", "django-helpdesk", "enmime", "flanker", "mikel", "mime4j", "nodemailer", "webklex", "zbateson",
    "zh-encodings",
)  # fmt: skip


def mails(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in (".xml", ".json", ".md") and path.name != "LICENSE":
            yield path


def failures(mail: Mail) -> list[str]:
    return [warning for warning in mail.warnings if warning.startswith("cannot-be-read")]


@pytest.mark.parametrize(
    "name", [f"mail-{name}" for name in MAILS] + ["bounce-flufl", "reply-talon", "reply-zapier"]
)
def test_every_mail_of_the_corpora_is_one_kind(name: str) -> None:
    for path in mails(corpus(name)):
        mail = parse_mail(path.read_bytes())
        assert not failures(mail), (path.name, mail.warnings)
        assert isinstance(mail.kind, Kind)


def test_chinese_mails_are_read_as_expected() -> None:
    folder = corpus("mail-zh-encodings")
    wrong = []
    for name, expected in json.loads((folder / "expected.json").read_text("utf-8")).items():
        mail = parse_mail((folder / name).read_bytes())
        found = {
            "subject": mail.subject, "subject_base": mail.subject_base, "from_name": mail.sender.name,
            "from_addr": mail.sender.address, "auto_reply": mail.kind is Kind.AUTO,
            "attachment_names": [file.name for file in mail.files], "attachment_count": len(mail.files),
        }  # fmt: skip
        wrong += [
            (name, key, found[key], value)
            for key, value in expected.items()
            if key in found and found[key] != value
        ]
        wrong += [
            (name, words, mail.text) for words in expected.get("text_contains", []) if words not in mail.text
        ]
        wrong += [
            (name, words) for words in expected.get("reply_text_contains", []) if words not in mail.reply_text
        ]
        wrong += [
            (name, words)
            for words in expected.get("reply_text_must_not_contain", [])
            if words in mail.reply_text
        ]
        if "attachment_sha1" in expected:
            sums = [hashlib.sha1(file.content, usedforsecurity=False).hexdigest() for file in mail.files]
            wrong += [] if sums == [expected["attachment_sha1"]] else [(name, sums)]
    assert wrong == []


def test_failed_recipients_are_those_that_the_bounces_name() -> None:
    folder = corpus("bounce-flufl")
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    right = 0
    for name, addresses in expected.items():
        mail = parse_mail((folder / name).read_bytes())
        found = [sorted(map(str.lower, part)) for part in (mail.failed_recipients, mail.delayed_recipients)]
        right += found == [sorted(map(str.lower, addresses[key])) for key in ("permanent", "temporary")]
    assert right / len(expected) >= 0.95


def test_mutants_are_one_kind_each() -> None:
    """A sample by the seed; `python bench/mail.py --mutants 5000` runs them all."""
    found = [
        path.read_bytes()
        for name in ("mail-zh-encodings", "mail-mikel", "bounce-flufl")
        for path in mails(corpus(name))
    ]
    source = random.Random(20_240_617)
    for number in range(600):
        raw = mutant(source, found)
        mail = parse_mail(raw)
        assert not failures(mail), (number, mail.warnings)
