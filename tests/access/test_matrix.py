"""The access matrix: every URL and API operation, every role, two companies with swapped ids.

The URLs come from the resolver, the roles from quanfu/packs/roles.py, what should be from expectations.py. A page is
"let in" when it answers at all (shown, redirected after an act, refused by a rule, lost race); it is "kept out" when it
answers as for a thing that is not there: same status, same body but for the request's own id.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import objects
from tests.access.expectations import BY_ROLE, EXPECTED, HIDDEN, PUBLIC, SIGNED_IN, VISIBLE, Expectation
from tests.access.objects import PLACES, Things
from tests.access.world import GROUP, Caller

pytestmark = pytest.mark.django_db
ANYBODY = Client()
LET_IN = {200, 201, 204, 302, 303, 409, 413, 422}


@dataclass(frozen=True)
class Url:
    name: str
    methods: tuple[str, ...]
    takes: bool  # arguments

    @property
    def method(self) -> str:
        return "GET" if "GET" in self.methods else "POST"


def found_urls() -> list[Url]:
    """Every named URL of the project; the static files' and debug pages' are not named."""

    def walk(patterns: list[Any], namespace: str) -> Iterator[Url]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, pattern.namespace or namespace)
            elif isinstance(pattern, URLPattern):
                page = getattr(pattern.callback, "page", None)
                name = f"{namespace}:{pattern.name}" if namespace else str(pattern.name)
                methods = page.methods if page else ("POST",) if name.endswith(".create") else ("GET",)
                yield Url(name, methods, bool(pattern.pattern.converters))

    return sorted(walk(get_resolver().url_patterns, ""), key=lambda url: url.name)


URLS = {url.name: url for url in found_urls() if not url.name.startswith("ui:component")}


def call(
    caller: Caller | None, url: Url, kwargs: dict[str, Any], method: str = "", *, bare: bool = False
) -> HttpResponse:
    """One request, undone afterwards. bare: as htmx asks, so that an error comes without the frame of a page."""
    path, method = reverse(url.name, kwargs=kwargs), method or url.method
    headers, content = {"HX-Request": "true"} if bare else {}, {}
    ANYBODY.cookies.clear()
    if caller and url.name.startswith("api:") and not url.name.startswith("api:token."):
        headers = {"authorization": f"Bearer {caller.token}"}
        body = json.dumps(objects.BODIES.get(url.name, {}))
        content = {"data": body, "content_type": "application/json"} if method == "POST" else {}
    elif caller:
        ANYBODY.cookies[settings.SESSION_COOKIE_NAME] = caller.session
    with transaction.atomic():
        response = ANYBODY.generic(method, path, headers=headers, **content)
        transaction.set_rollback(True)
    return response  # type: ignore[return-value]


def asked_to_log_in(response: HttpResponse) -> bool:
    return response.status_code == 401 or (
        response.status_code in (302, 303) and response["Location"].startswith("/login/")
    )


def body_of(response: HttpResponse, url: Url, kwargs: dict[str, Any]) -> str:
    """The answer without what differs from one request to the next: ids, tokens against forgery, the address itself."""
    path = reverse(url.name, kwargs=kwargs)
    text = response.content.decode().replace(path, "…").replace(quote(path, safe=""), "…")
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", text)
    return re.sub(r"[0-9a-f]{32}", "", text)


def admitted(expected: Expectation, caller: Caller, company: str, place: str) -> bool:
    """What the table says of this caller and a thing in that place."""
    if caller.role == GROUP:
        return expected.thing not in ("mine", "seat", "home")
    if (
        expected.thing == "seat"
    ):  # the engineers rate a colleague in the period; it is named, not the colleague
        return caller.role == "engineer"
    if expected.door == SIGNED_IN and expected.thing and caller.role == "engineer" and place == "own":
        return caller.company is not None and caller.company.key == company
    if caller.role not in expected.roles:
        return expected.door == SIGNED_IN and expected.thing is None
    if expected.thing is None:
        return True
    same = caller.company is not None and caller.company.key == company
    return (same or expected.thing == "common") and place in VISIBLE[expected.thing][caller.reach]


def test_every_url_has_an_expectation_and_every_expectation_a_url() -> None:
    assert {"without expectation": sorted(set(URLS) - set(EXPECTED)), "without URL": sorted(set(EXPECTED) - set(URLS))} == {
        "without expectation": [], "without URL": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", [n for n, e in EXPECTED.items() if e.door in (BY_ROLE, SIGNED_IN) and n in URLS]
)
def test_nobody_enters_without_logging_in(name: str, world: Any) -> None:
    url, things = URLS[name], world[1]["A", "near"]
    kwargs = objects.args_for(name)(things) if url.takes else {}
    for method in {"GET", "POST"} & set(url.methods):
        assert asked_to_log_in(call(None, url, kwargs, method)), f"{method} {name}"


@pytest.mark.parametrize("name", [n for n, e in EXPECTED.items() if e.door == PUBLIC and n in URLS])
def test_everybody_enters_what_is_public(name: str, world: Any) -> None:
    url, things = URLS[name], world[1]["A", "near"]
    kwargs = objects.args_for(name)(things) if url.takes else {}
    response = call(None, url, kwargs)
    assert response.status_code in LET_IN and not asked_to_log_in(response)


@pytest.mark.parametrize("name", [n for n, e in EXPECTED.items() if e.door == HIDDEN and n in URLS])
def test_what_needs_a_link_of_its_own_answers_nobody_without(name: str, world: Any) -> None:
    (people, things), url = world, URLS[name]
    kwargs = objects.args_for(name)(things["A", "near"]) if url.takes else {}
    assert {call(caller, url, kwargs).status_code for caller in [None, *people.callers]} <= {401, 404}


@pytest.mark.req("ORG-1")
@pytest.mark.parametrize(
    "name", [n for n, e in EXPECTED.items() if e.door in (BY_ROLE, SIGNED_IN) and n in URLS]
)
def test_each_role_enters_what_it_should_and_nothing_else(name: str, world: Any) -> None:
    (people, things), url, expected = world, URLS[name], EXPECTED[name]
    wrong = []
    for caller in people.callers:
        if caller.company and caller.company.key == "B" and caller.role not in expected.roles:
            continue  # the door is the same one as in company A
        seen = _one_caller(caller, url, expected, things)
        wrong += [
            f"{caller.role} of {caller.company.key if caller.company else 'the group'}: {text}"
            for text in seen
        ]
    assert wrong == []


def _one_caller(
    caller: Caller, url: Url, expected: Expectation, things: dict[tuple[str, str], Things]
) -> list[str]:
    """What is wrong about this caller at this URL."""
    at_the_door = (
        expected.door == BY_ROLE and caller.company is not None and caller.role not in expected.roles
    )
    if not url.takes:
        key = caller.company.key if caller.company else "A"
        return _check(
            call(caller, url, {}, bare=at_the_door), admitted(expected, caller, key, "far"), caller, ""
        )
    args = objects.args_for(url.name)
    if at_the_door:
        key = caller.company.key  # type: ignore[union-attr]
        return _check(call(caller, url, args(things[key, "near"]), bare=True), False, caller, f"{key} near")
    wrong = []
    for company, place in _targets(caller):
        kwargs, should = args(things[company, place]), admitted(expected, caller, company, place)
        response, about = call(caller, url, kwargs), f"{company} {place}"
        wrong += _check(response, should, caller, about)
        if not should and response.status_code == 404:
            nothing = objects.absent(kwargs)
            same = body_of(call(caller, url, nothing), url, nothing) == body_of(response, url, kwargs)
            wrong += [] if same else [f"{about}: forbidden reads unlike absent"]
            if url.method == "GET" and "POST" in url.methods:
                wrong += _check(call(caller, url, kwargs, "POST", bare=True), False, caller, f"POST {about}")
    return wrong


def _targets(caller: Caller) -> list[tuple[str, str]]:
    """The places worth asking for: all of them in company A, one and a foreign one in B."""
    match caller.company.key if caller.company else "":
        case "A":
            return [*(("A", place) for place in PLACES), ("B", "near")]
        case "B":
            return [("B", "near"), ("A", "near")]
        case _:
            return [("A", "near"), ("B", "far")]


def _check(response: HttpResponse, should: bool, caller: Caller, about: str) -> list[str]:
    status = response.status_code
    if asked_to_log_in(response):
        return [f"{about} asked to log in"]
    if should:
        wrong = [] if status in LET_IN else [f"{about} kept out ({status})"]
        return wrong + _leaks(response, caller, about)
    return [] if status == 404 else [f"{about} let in ({status})"]


def _leaks(response: HttpResponse, caller: Caller, about: str) -> list[str]:
    """Words of the other company in what was shown."""
    if caller.company is None or response.streaming:
        return []
    other = "B" if caller.company.key == "A" else "A"
    found = re.findall(rf"Mk{other}(\w+?)kM", response.content.decode(errors="replace"))
    return [f"{about} shows things of company {other}: {sorted(set(found))}"] if found else []


@pytest.mark.req("ORG-1")
@pytest.mark.parametrize(
    "name",
    [
        n
        for n, e in EXPECTED.items()
        if n.endswith(".index") and e.door == BY_ROLE and n in URLS and not URLS[n].takes
    ],
)
def test_a_list_shows_a_station_nothing_of_another_station(name: str, world: Any) -> None:
    people, _things = world
    wrong = []
    for caller in people.callers:
        if caller.company and caller.role in EXPECTED[name].roles and caller.reach != "all":
            text = call(caller, URLS[name], {}).content.decode()
            if caller.company.mark("far") in text:
                wrong.append(caller.role)
    assert wrong == []


def test_api_answers_absent_and_forbidden_alike_as_problems(world: Any) -> None:
    people, things = world
    agent = next(c for c in people.callers if c.role == "agent" and c.company.key == "A")
    url = URLS["api:request.show"]
    foreign, absent = (
        call(agent, url, {"number": things["B", "near"].request.number}),
        call(agent, url, {"number": "FW-0"}),
    )
    assert foreign["Content-Type"] == absent["Content-Type"] == "application/problem+json"
    assert json.loads(foreign.content) == json.loads(absent.content)
