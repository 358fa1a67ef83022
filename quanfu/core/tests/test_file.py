"""Files are kept once, shown only to whom a page was shown, and never run."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.core.files import file_url, open_file, plain_name, store_file, type_of
from quanfu.core.models.file import StoredFile
from quanfu.core.testing import naughty_strings
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489") + b"\0" * 40


def upload(content: bytes = PNG, name: str = "照片.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def seen_by(person: Any, session: Any = None) -> Any:
    """The request of a page that this viewer was shown."""
    return SimpleNamespace(user=person, session=session)


def status(browser: Client, url: str) -> int:
    answer = browser.get(url)
    if answer.streaming:
        answer.getvalue()  # type: ignore[attr-defined]  # read to its end, so that the file is closed
    return answer.status_code


def test_a_file_is_kept_under_its_hash_with_the_type_it_really_has() -> None:
    stored = store_file(upload(), by=SYSTEM)
    assert (stored.size, stored.type, stored.name) == (len(PNG), "image/png", "照片.png")
    assert stored.sha256 == hashlib.sha256(PNG).hexdigest()
    assert (Path(settings.MEDIA_ROOT) / stored.path).read_bytes() == PNG
    with open_file(stored) as opened:
        assert opened.read() == PNG


def test_equal_bytes_are_kept_once_under_many_names() -> None:
    first, second = store_file(upload(), by=SYSTEM), store_file(upload(name="另一张.png"), by=SYSTEM)
    assert first.pk != second.pk
    assert first.path == second.path
    assert not list((Path(settings.MEDIA_ROOT) / "incoming").iterdir())


def test_a_file_over_the_limit_is_refused_and_leaves_nothing() -> None:
    set_rule(code="core.file_megabytes", value=1, by=SYSTEM)
    with pytest.raises(Refused) as refused:
        store_file(upload(b"x" * (1024 * 1024 + 1)), by=SYSTEM)
    assert refused.value.field == "file"
    assert not StoredFile.objects.exists()
    assert not list((Path(settings.MEDIA_ROOT) / "incoming").iterdir())


def test_a_link_opens_for_the_person_it_was_made_for_and_for_nobody_else(
    li: Person, chen: Person, client_of: Callable[[Person], Client], client: Client
) -> None:
    stored = store_file(upload(), by=li)
    link = file_url(stored, seen_by(li))
    answer = client_of(li).get(link)
    assert answer.status_code == 200
    assert answer.getvalue() == PNG  # type: ignore[attr-defined]
    other = store_file(upload(b"other"), by=li)
    for browser, url in (
        (client_of(chen), link), (client, link), (client_of(li), link.split("?")[0]), (client_of(li), link[:-1] + "x"),
        (client_of(li), link.replace(f"/{stored.pk}/", f"/{other.pk}/")), (client_of(li), link.replace("until=", "until=9")),
        (client_of(li), link.replace(f"/{stored.pk}/", "/999999/")),
    ):  # fmt: skip
        assert browser.get(url).status_code == 404


def test_a_link_ends_after_half_a_day(li: Person, client_of: Callable[[Person], Client]) -> None:
    link = file_url(store_file(upload(), by=li), seen_by(li))
    browser = client_of(li)
    with time_machine.travel(time.time() + 11 * 3600):
        assert status(browser, link) == 200
    with time_machine.travel(time.time() + 14 * 3600):
        assert browser.get(link).status_code == 404


def test_a_visitor_opens_a_link_in_the_session_it_was_made_in(client: Client) -> None:
    stored = store_file(upload(), by=SYSTEM)
    session = client.session
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key  # type: ignore[index]
    link = file_url(stored, seen_by(AnonymousUser(), session))
    assert status(client, link) == 200
    assert Client().get(link).status_code == 404


@pytest.mark.parametrize(
    ("content", "told", "attached"),
    [
        (PNG, "image/png", False),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "application/octet-stream", True),
        (b"<!DOCTYPE html><script>alert(1)</script>", "application/octet-stream", True),
        (b"%PDF-1.7 ...", "application/pdf", True),
        ("一行文字".encode(), "text/plain", True),
        (b"", "application/octet-stream", True),
    ],
)
def test_no_file_can_act_as_a_page(
    li: Person, client_of: Callable[[Person], Client], content: bytes, told: str, attached: bool
) -> None:
    stored = store_file(upload(content, "合同 终稿.pdf"), by=li)
    answer = client_of(li).get(file_url(stored, seen_by(li)))
    assert answer.getvalue() == content  # type: ignore[attr-defined]
    assert answer["Content-Type"] == told
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith("attachment" if attached else "inline")
    assert f"filename*=utf-8''{quote('合同 终稿.pdf')}" in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("given", "plain"),
    [("../../etc/passwd", "passwd"), ("C:\\x\\报告.docx", "报告.docx"), ("a<b>.txt", "ab.txt"), ("", "file"), ("...", "file"),
     ("photo\u202egpj.exe", "photogpj.exe"), ("a\x00b\r\n.txt", "ab.txt")],
)  # fmt: skip
def test_names_are_made_plain(given: str, plain: str) -> None:
    assert plain_name(given) == plain


def test_long_names_keep_their_ending() -> None:
    assert plain_name("长" * 300 + ".xlsx").endswith("长.xlsx")
    assert len(plain_name("长" * 300 + ".xlsx")) <= 120


def test_no_name_can_break_an_answer(li: Person, client_of: Callable[[Person], Client]) -> None:
    browser = client_of(li)
    for name in naughty_strings()[:150]:
        stored = store_file(upload(name="x"), by=li, name=name)
        assert status(browser, file_url(stored, seen_by(li))) == 200


@pytest.mark.parametrize(
    ("head", "kind"),
    [(b"\xef\xbb\xbf<html>", "text/html"), (b"<?xml version='1.0'?><svg>", "image/svg+xml"), (b"<?xml ", "application/xml"),
     (b"\x00\x01\x02", "application/octet-stream"), (b"PK\x03\x04", "application/zip"), (b"\xff\xd8\xff\xe0", "image/jpeg"),
     (b"GIF89a", "image/gif"), (b"hello <script>", "text/html")],
)  # fmt: skip
def test_types_are_found_in_the_content(head: bytes, kind: str) -> None:
    assert type_of(head) == kind
