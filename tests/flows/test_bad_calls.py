"""Every operation of the API fed with rubbish: a problem document each time, never a fault, nothing half done."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.access.world import World
from tests.crawl import sandbox, world
from tests.flows.forms import pick, rows, strings

__all__ = ["strings", "world"]

pytestmark = pytest.mark.django_db


def api(
    world: World, method: str, path: str, body: bytes = b"", kind: str = "application/json", **headers: str
) -> HttpResponse:
    agent = next(c for c in world.callers if c.role == "agent" and c.company and c.company.key == "A")
    given = {"authorization": f"Bearer {agent.token}", **headers}
    return Client().generic(method, f"/api/v1{path}", body, content_type=kind, headers=given)  # type: ignore[return-value]


def as_problem(got: HttpResponse, about: str) -> list[str]:
    """An error is told as the house tells errors to programs."""
    if got.status_code < 400:
        return []
    bad = [f"{about}: status {got.status_code}"] if got.status_code >= 500 else []
    if got["Content-Type"] != "application/problem+json":
        return [*bad, f"{about}: {got.status_code} as {got['Content-Type']}"]
    told = json.loads(got.content)
    return bad + ([] if told["status"] == got.status_code and told["title"] else [f"{about}: {told}"])


WISHES: dict[str, dict[str, Any]] = {
    "/requests": {"subject": "暖气不热", "contact_name": "王先生", "contact_phone": "13812345678"},
    "/requests/FW-A-own/notes": {"text": "已联系", "kind": "note"}, "/sms": {"phone": "13812345678", "text": "5"},
}  # fmt: skip
FIELDS = ("subject", "contact_name", "body", "contact_phone", "contact_email", "contact_company", "service_type", "priority",
          "special_wish", "expected_at", "facts", "source", "source_key")  # fmt: skip


@pytest.mark.parametrize("path", WISHES)
def test_api_takes_no_rubbish_in_any_field(path: str, world: Any, strings: list[str]) -> None:
    bad: list[str] = []
    wish = WISHES[path]
    others: list[Any] = [
        None,
        5,
        -1.5,
        True,
        [],
        {},
        [["x"]],
        {"x": 1},
        "",
        "\0",
        "\ud800",
        "x" * 30_000,
        10**400,
        "1e400",
    ]
    for name in FIELDS if path == "/requests" else wish:
        for value in [*others, *(pick(strings, path, name, turn) for turn in range(8))]:
            body = json.dumps(wish | {name: value}).encode("utf-8", "surrogatepass")
            with sandbox("", world[1]["A", "own"]):
                before = rows()
                try:
                    got = api(world[0], "POST", path, body)
                except Exception as error:
                    bad.append(f"{path} {name}={value!r:.60}: {type(error).__name__}: {str(error)[:200]}")
                    continue
                about = f"{path} {name}={value!r:.60}"
                bad += as_problem(got, about)
                if got.status_code >= 400 and before != rows():
                    bad.append(f"{about}: {got.status_code}, and yet rows were written")
    assert not bad, "\n".join(bad)


BROKEN = [
    b"", b"{", b"[]", b"null", b"5", b"\"x\"", b"\xff\xfe{}", "{\"subject\": \"水\"}".encode("gb18030"), "{}".encode("utf-16"),
    b"[" * 100_000, b"{\"a\":" * 5000, b"{\"subject\": NaN}", b"{\"subject\": \"\\ud800\"}", b"{\"subject\": \"x\", \"subject\": 5}",
    b"{\"subject\": 1" + b"0" * 6000 + b"}", b"\0", b"x" * 10_000_000, b"{\"body\": \"" + b"x" * 10_000_000 + b"\"}",
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(BROKEN)))
def test_api_answers_broken_bodies_with_a_problem(number: int, world: Any) -> None:
    bad: list[str] = []
    for path in WISHES:
        for kind in (
            "application/json",
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
        ):
            with sandbox("", world[1]["A", "own"]):
                try:
                    got = api(world[0], "POST", path, BROKEN[number], kind)
                except Exception as error:
                    bad.append(f"{path} {kind}: {type(error).__name__}: {str(error)[:200]}")
                    continue
                bad += as_problem(got, f"{path} {kind}")
                if got.status_code < 400:
                    bad.append(f"{path} {kind}: taken ({got.status_code})")
    assert not bad, "\n".join(bad)


def test_api_answers_any_query_key_and_number(world: Any, strings: list[str]) -> None:
    bad: list[str] = []
    values = [
        "\0",
        "9" * 40,
        "x" * 3000,
        "-1",
        "２",
        "%00",
        *(pick(strings, "api", turn) for turn in range(25)),
    ]
    for value in values:
        calls = [
            ("GET", f"/requests?{urlencode({name: value})}", {})
            for name in ("state", "phone", "cursor", "limit", "other")
        ]
        calls += [("GET", f"/requests/{urlencode({'': value})[1:]}", {})]
        key = value.encode("latin-1", "replace").decode("latin-1").replace("\n", " ").replace("\r", " ")
        calls += [
            ("POST", "/requests", {"idempotency-key": key}),
            ("GET", "/requests", {"authorization": f"Bearer {key}"}),
        ]
        for method, path, headers in calls:
            body = json.dumps(WISHES["/requests"]).encode() if method == "POST" else b""
            with sandbox("", world[1]["A", "own"]):
                try:
                    got = api(world[0], method, path, body, **headers)
                except Exception as error:
                    bad.append(f"{method} {path[:80]} {headers}: {type(error).__name__}: {str(error)[:200]}")
                    continue
                if not path.startswith("/requests/") or got["Content-Type"].startswith("application/problem"):
                    bad += as_problem(got, f"{method} {path[:80]} {str(headers)[:80]}")
                elif got.status_code >= 500:
                    bad.append(f"{method} {path[:80]}: {got.status_code}")
    assert not bad, "\n".join(bad)
