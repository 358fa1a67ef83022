"""What only others may read cannot be guessed at either: looking for a word of theirs reads exactly as looking for nothing.

Company B's things hold one secret word, those of A's far station another; both are in every index. A page that is asked
for a secret by somebody out of its reach must answer as for a word that nobody ever wrote: same rows, counts, suggestions,
corrections and marks.
"""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.urls import reverse

from quanfu.channels.models import Call, Incoming, Message
from quanfu.core import cached
from quanfu.customers.models import Customer
from quanfu.desk.actions.request_words import index_requests
from quanfu.desk.models import Note, Request
from quanfu.knowledge.actions.word import learn_article
from quanfu.knowledge.models import Article
from quanfu.org.models import Person, Unit
from quanfu.workorders.models import Order
from tests.access import objects
from tests.access.expectations import EXPECTED
from tests.access.objects import Things
from tests.access.test_matrix import ANYBODY, LET_IN, URLS, Url
from tests.access.world import Caller, World

pytestmark = pytest.mark.django_db
THEIRS, FAR = "斑鸠峪Zwickelbart", "鹧鸪岭Quastenflosser"
NOTHING = "鸮鸺鹠Kroxelmundig"  # nobody wrote this, nor anything like it
PARTS = (
    slice(None),
    slice(0, 2),
    slice(3, 9),
)  # all of it, two Chinese signs, the beginning of the Latin word
ASKING = ("agent", "team_leader", "engineer", "trainer")  # each reach, each kind of door
SEARCHES = (
    "ui:search.index", "desk:request.index", "desk:suggestion.panel", "knowledge:article.index", "knowledge:article.panel",
    "customers:customer.index", "api:article.index", "portal:article.index",
    "channels:message.index", "desk:complaint.index", "org:person.index", "channels:incoming.index", "channels:call.index", "desk:duplicate.panel", "workorders:order.index", "org:unit.index", "desk:citation.panel", "portal:search.create", "channels:talk.index", "org:skill_matrix.show", "desk:request.create",
)  # fmt: skip
PARAMETERS = ("q", "text", "title", "subject", "name")


@pytest.fixture(scope="module")
def world(
    world: tuple[World, dict[tuple[str, str], Things]],
) -> tuple[World, dict[tuple[str, str], Things]]:
    made, _things = world
    for key, place, word in (("B", "", THEIRS), ("A", "far", FAR)):
        _hide(made, key, place, word)
    index_requests(entries={request.pk: 1 for request in Request.objects.all()})
    cached.forget_all()
    return world


def _hide(world: World, key: str, place: str, word: str) -> None:
    """The word in all that somebody may look for in a company, or in its far station."""
    company = world.companies[key]
    within = {"company": company.unit} | ({"unit": company.south} if place else {})
    Request.objects.filter(**within).update(
        subject=f"{word} {company.mark('far')}", body=word, contact_name=word, result=word
    )
    for request in Request.objects.filter(**within):
        Note.objects.create(
            request=request,
            kind="reply",
            text=f"{word} {company.mark('far')}",
            author=word,
            at=request.opened_at,
        )
    Order.objects.filter(**within).update(description=word)
    people = (
        Person.objects.filter(unit=company.south)
        if place
        else Person.objects.filter(unit__company=company.unit)
    )
    people.update(name=f"{word} {company.mark('far')}"[:60])
    customers = (
        Customer.objects.filter(sites__unit=company.south)
        if place
        else Customer.objects.filter(company=company.unit)
    )
    Customer.objects.filter(pk__in=customers.values("pk")).update(name=f"{word} {company.mark('far')}")
    if not place:
        Incoming.objects.filter(company=company.unit).update(subject=word, text=word, sender_name=word)
        Message.objects.filter(company=company.unit).update(subject=word, text=word)
        Call.objects.filter(company=company.unit).update(remark=word, content=word)
        Unit.objects.filter(company=company.unit).update(name=f"{word} {company.mark('far')}")
        Article.objects.filter(company=company.unit).update(
            title=word, body=f"{word} {company.mark('far')}", is_public=False
        )
        for article in Article.objects.filter(company=company.unit):
            learn_article(article=article)


def looked(
    caller: Caller | None, url: Url, kwargs: dict[str, Any], words: str, *, as_option: bool = False
) -> tuple[int, str]:
    """Status and body of a page asked for the words, without what differs anyhow: the words themselves, tokens, times."""
    path = reverse(url.name, kwargs=kwargs) + "?" + "&".join(f"{name}={quote(words)}" for name in PARAMETERS)
    headers = {"HX-Request": "true"} if as_option else {}
    ANYBODY.cookies.clear()
    if caller and url.name.startswith("api:"):
        headers = {"authorization": f"Bearer {caller.token}"}
    elif caller:
        ANYBODY.cookies["sessionid"] = caller.session
    with transaction.atomic():
        got = ANYBODY.get(path, headers=headers)
        transaction.set_rollback(True)
    body = b"".join(got.streaming_content) if got.streaming else got.content  # type: ignore[attr-defined]
    text = body.decode(errors="replace")
    for form in (words, quote(words), json.dumps(words)[1:-1], words.lower(), quote(words.lower())):
        text = text.replace(form, "…")
    text = re.sub(r'(name="(?:csrfmiddlewaretoken|nonce)" value=")[^"]+', r"\1", text)
    return got.status_code, re.sub(r"[0-9a-f]{32}|\d\d:\d\d:\d\d|[\w-]{22}", "", text)


def test_a_word_that_only_others_may_read_is_found_counted_and_suggested_nowhere(world: Any) -> None:
    people, things = world
    wrong, asked = [], 0
    for url in (URLS[name] for name in SEARCHES):
        public = EXPECTED[url.name].door == "public"
        kwargs = objects.args_for(url.name)(things["A", "near"]) if url.takes else {}
        for caller in [None] if public else people.callers:
            if caller and (caller.company is None or caller.company.key == "B" or caller.role not in ASKING):
                continue
            nothing = looked(caller, url, kwargs, NOTHING)
            if nothing[0] not in LET_IN or (caller and nothing[0] in (302, 303)):
                continue
            secrets = [THEIRS] if caller is None or caller.reach == "all" else [THEIRS, FAR]
            for secret in secrets:
                for part in PARTS:
                    asked += 1
                    if looked(caller, url, kwargs, secret[part]) != looked(
                        caller, url, kwargs, NOTHING[part]
                    ):
                        wrong.append(
                            f"{url.name}: {caller.role if caller else 'a visitor'} sees that there is {secret[part]}"
                        )
    assert not wrong, f"{len(wrong)} of {asked}:\n" + "\n".join(wrong)


def test_those_who_may_read_it_find_it(world: Any) -> None:
    """Else the test above would prove nothing."""
    people, _things = world
    agent = next(c for c in people.callers if c.role == "agent" and c.company.key == "B")
    for name in (
        "desk:request.index",
        "ui:search.index",
        "knowledge:article.index",
        "customers:customer.index",
    ):
        found = looked(agent, URLS[name], {}, THEIRS[:3])[1]
        assert "MkBfarkM" in found or "MkBnearkM" in found, name
