"""No list that a spreadsheet opens holds a formula that somebody wrote into a field."""

import csv
import io
import re
import zipfile
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access import objects
from tests.access.test_matrix import URLS
from tests.browser.hook_world import poison
from tests.crawl import world

__all__ = ["world"]
pytestmark = pytest.mark.django_db


def test_no_cell_of_any_list_is_a_formula(world: Any) -> None:
    people, things = world
    wrong: list[str] = []
    files = 0
    with transaction.atomic():
        poison(begin="=1+1;")
        caller = next(
            c for c in people.callers if c.role == "administrator" and c.company and c.company.key == "A"
        )
        browser = Client()
        browser.cookies[django_settings.SESSION_COOKIE_NAME] = caller.session
        for url in URLS.values():
            if "GET" not in url.methods or url.name.startswith(("portal:", "api:", "account")):
                continue
            path = reverse(
                url.name, kwargs=objects.args_for(url.name)(things["A", "own"]) if url.takes else {}
            )
            for kind in ("csv", "xlsx"):
                got = browser.get(f"{path}?export={kind}")
                if got.status_code != 200 or "attachment" not in got.get("Content-Disposition", ""):
                    continue
                body = b"".join(got.streaming_content) if got.streaming else got.content  # type: ignore[attr-defined]
                files += 1
                wrong += [f"{url.name} {kind}: {cell}" for cell in formulas(body, kind)]
                assert "\n" not in got["Content-Disposition"]
        transaction.set_rollback(True)
    assert files > 10
    assert not wrong, "\n".join(wrong[:40])


def formulas(body: bytes, kind: str) -> list[str]:
    if not body.startswith(b"PK"):
        rows = csv.reader(io.StringIO(body.decode("utf-8-sig", "replace")))
        return [
            cell[:60]
            for row in rows
            for cell in row
            if re.match(r"\s*[=+@＝＋＠|%]", cell) and not re.fullmatch(r"[+-]?[\d., ]+%?", cell)
        ]
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        sheets = [packed.read(name).decode() for name in packed.namelist() if "worksheets/sheet" in name]
    return [
        sheet[max(0, sheet.find("<f>") - 20) :][:80]
        for sheet in sheets
        if "<f>" in sheet or "<hyperlink" in sheet
    ]
