import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quanfu.channels.actions.incoming import keep_incoming
from quanfu.channels.actions.talk_queue import take_seat
from quanfu.channels.actions.talk_words import pass_on_words
from quanfu.channels.adapters.mail.thread import root_id
from quanfu.channels.enums import ChannelKind
from quanfu.channels.models import Channel, Talk
from quanfu.channels.tests.talks import came, moving, says
from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now, today
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.request_words import follow_requests, index_all_requests
from quanfu.desk.enums import NoteKind
from quanfu.desk.models import Feedback, Request, RequestWords
from quanfu.desk.queries.inbox import BY_CODE, inbox_rows
from quanfu.desk.queries.search import search_requests
from quanfu.knowledge.actions.synonym import save_synonym
from quanfu.org.models import Person, Unit

__all__ = ["moving"]
pytestmark = pytest.mark.django_db

Make = Callable[..., Request]


def found(by: Person, text: str) -> list[str]:
    return [each.number for each in search_requests(text, by=by, most=20)]


@pytest.fixture
def cold(make_request: Make) -> Request:
    request = make_request(
        subject="暖气片一直不热", body="室内只有 14 度，热水器报 E5 故障", contact_name="王芳"
    )
    list(index_all_requests())
    return request


@pytest.mark.parametrize(
    "text",
    [
        "暖", "暖气", "暖气片", "不热", "热水器", "14度", "E5故障", "e5", "Ｅ５", "熱水器", "暖氣", "王芳", "暖气 故障", "nuanqi", "nuanqipian", "nq",
        "nuanqizai", "wonuanqi guzhangma", "暖器片", "暖汽", "热水起",
    ],
)  # fmt: skip
def test_requests_are_found_however_the_words_are_written(cold: Request, li: Person, text: str) -> None:
    assert found(li, text) == [cold.number]


@pytest.mark.parametrize("text", ["冰箱", "暖气 漏水", "'; --", '"*" OR', "热不", "%%"])
def test_what_nobody_wrote_is_not_found(cold: Request, li: Person, text: str) -> None:
    assert found(li, text) == []


def test_a_request_is_found_before_and_after_the_index_has_followed(make_request: Make, li: Person) -> None:
    request = make_request(subject="楼道阀门漏水")
    assert found(li, "漏水") == [request.number]
    assert not RequestWords.objects.exists()
    follow_requests()
    assert RequestWords.objects.count() == 1
    assert found(li, "漏水") == [request.number]


def test_what_is_said_later_is_found_and_shown_with_its_words_marked(cold: Request, li: Person) -> None:
    add_note(request=cold, kind="note", text="已约维修工明早上门，带三通阀", by=li)
    run_jobs()
    (hit,) = search_requests("三通阀", by=li, most=5)
    assert hit.excerpt == "已约维修工明早上门，带<mark>三通阀</mark>"
    (hit,) = search_requests("暖氣片", by=li, most=5)
    assert (hit.title, hit.excerpt) == ("<mark>暖气片</mark>一直不热", "")


def test_the_index_catches_up_after_an_outage_and_reads_nothing_twice(make_request: Make, li: Person) -> None:
    requests = [make_request(subject=f"换锁 {n}") for n in range(3)]
    follow_requests()
    before = dict(RequestWords.objects.values_list("pk", "entry"))
    add_note(request=requests[0], kind="note", text="钥匙断了", by=li)
    RequestWords.objects.filter(
        pk=requests[1].pk
    ).delete()  # its transaction ended after the others were read
    follow_requests()
    after = dict(RequestWords.objects.values_list("pk", "entry"))
    assert after[requests[0].pk] > before[requests[0].pk]
    assert (after[requests[1].pk], after[requests[2].pk]) == (before[requests[1].pk], before[requests[2].pk])
    assert found(li, "钥匙") == [requests[0].number]


def test_nobody_finds_what_they_may_not_see(cold: Request, chen: Person, zhou: Person, make_person: Callable[..., Person], front: Unit) -> None:  # fmt: skip
    assert found(chen, "暖气") == []
    assert found(make_person("bare", "无权", front), "暖气") == []
    assert found(zhou, "暖气") == []


def test_the_newest_come_first_unless_the_rule_puts_subjects_first(make_request: Make, li: Person, company: Unit) -> None:  # fmt: skip
    old = make_request(subject="水表不转", body="")
    new = make_request(subject="咨询", body="问水表怎么看")
    ancient = make_request(subject="水表冻裂", body="")
    Request.objects.filter(pk=old.pk).update(opened_at=now() - timedelta(days=40))
    Request.objects.filter(pk=ancient.pk).update(opened_at=now() - timedelta(days=3000))
    list(index_all_requests())
    assert found(li, "水表") == [new.number, old.number, ancient.number]
    set_rule(code="desk.search_subject_first", value=True, since=today(), company=company.pk, by=SYSTEM)
    assert found(li, "水表") == [old.number, ancient.number, new.number]


def test_synonyms_that_users_write_find_each_other(make_request: Make, li: Person, company: Unit) -> None:
    request = make_request(subject="要求退款")
    list(index_all_requests())
    assert found(li, "退费") == []
    save_synonym(instance=None, company=company, words="退费=退款，退钱", by=SYSTEM)
    assert found(li, "退费") == [request.number]
    assert found(li, "要求退钱") == [request.number]


def test_the_inbox_finds_by_words_within_its_filters(cold: Request, make_request: Make, li: Person) -> None:
    other = make_request(subject="暖气漏水")
    Request.objects.filter(pk=other.pk).update(opened_at=now() - timedelta(days=400))
    list(index_all_requests())

    def numbers(**filters: object) -> list[str]:
        rows, order = inbox_rows(li, BY_CODE["mine"], filters)
        return [row.number for row in rows.order_by(*order)]

    assert numbers(q="暖气") == [cold.number, other.number]
    assert numbers(q="暖气", until=today() - timedelta(days=300)) == [other.number]
    assert numbers(q="暖气", state="closed") == []
    assert numbers(q=cold.number.lower()) == [cold.number]
    assert numbers(q=cold.contact_phone[:6]) == [cold.number, other.number]


def test_a_search_takes_no_more_queries_for_thirty_requests_than_for_one_and_a_dozen_at_most(cold: Request, make_request: Make, li: Person) -> None:  # fmt: skip
    """It goes back in time until it has enough, so it may take fewer where much is found."""

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            search_requests("暖气", by=li, most=40)
        return len(seen)

    one = statements()
    for n in range(15):
        make_request(subject=f"暖气 {n}", body="")
        make_request(subject=f"咨询 {n}", body="暖气")
    list(index_all_requests())
    assert statements() <= one <= 12


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows how much there is")
def test_what_was_found_is_looked_up_and_nobodys_reach_is_walked(cold: Request, li: Person) -> None:
    """At a million requests that is 4 ms instead of 120."""
    with CaptureQueriesContext(connection) as seen:
        assert search_requests("暖气", by=li, most=5)
        rows, order = inbox_rows(li, BY_CODE["mine"], {"q": "暖气"})
        assert list(rows.order_by(*order))
    with connection.cursor() as cursor:
        plans = [str(cursor.execute(f"EXPLAIN QUERY PLAN {each['sql'].replace('%', '%%')}").fetchall()) for each in seen.captured_queries]  # fmt: skip
    assert sum("SEARCH desk_request USING INTEGER PRIMARY KEY" in plan for plan in plans) >= 4
    assert not [plan for plan in plans if "request_by_" in plan]


@pytest.fixture
def talk(li: Person, company: Unit, moving: Any) -> Talk:
    """A visitor's chat with li; its request is indexed."""
    channel = Channel.objects.create(company=company, code="chat", kind=ChannelKind.CHAT, name="在线客服")
    take_seat(person=li, by=li)
    talk, _token = came(channel)
    says(talk, "暖气不热")
    moving.shift(5)
    run_jobs()
    talk.refresh_from_db()
    follow_requests()
    return talk


def test_what_a_visitor_says_in_the_chat_later_is_found_and_shown(
    talk: Talk, li: Person, moving: Any
) -> None:
    says(talk, "阀门上写着丹佛斯")
    pass_on_words(by=SYSTEM)
    run_jobs()
    (hit,) = search_requests("丹佛斯", by=li, most=5)
    assert (hit.number, hit.excerpt) == (talk.request_number, "阀门上写着<mark>丹佛斯</mark>")


def test_what_is_said_in_the_chat_of_a_closed_request_is_found(talk: Talk, li: Person) -> None:
    Request.objects.filter(number=talk.request_number).update(state="closed", closed_at=now())
    says(talk, "快递单号顺丰七七")
    pass_on_words(by=SYSTEM)
    follow_requests()
    assert found(li, "顺丰七七") == [talk.request_number]


def test_what_a_customer_says_when_told_the_result_is_found(cold: Request, li: Person) -> None:
    Feedback.objects.create(
        request=cold,
        way="phone",
        text="已告知",
        asked_for_opinions=True,
        opinions="希望提前短信通知",
        by=li,
        at=now(),
    )
    list(index_all_requests())
    assert found(li, "提前短信") == [cold.number]


def test_an_answer_by_mail_to_an_old_request_is_found(cold: Request, li: Person, company: Unit) -> None:
    mail = Channel.objects.create(
        company=company, code="mail", kind=ChannelKind.MAIL, name="客服邮箱", address="service@a.example"
    )
    Request.objects.filter(pk=cold.pk).update(contact_email="wang@home.example", channel=mail)
    raw = (
        "From: wang@home.example\r\nTo: service@a.example\r\nSubject: Re: 1\r\nMessage-ID: <a@home.example>\r\n"
        f"In-Reply-To: {root_id(mail.address, company.pk, cold.number)}\r\n\r\nsee the thermostat bracket\r\n"
    )
    keep_incoming(channel=mail, key="a@home.example", raw=raw.encode(), by=SYSTEM)
    run_jobs()
    assert found(li, "thermostat") == [cold.number]


@pytest.mark.parametrize("kind", [NoteKind.NOTE, NoteKind.CALL])
def test_private_words_are_found_by_who_may_see_the_request_and_by_nobody_else(cold: Request, li: Person, chen: Person, client: Client, kind: str) -> None:  # fmt: skip
    add_note(request=cold, kind=kind, text="此户曾拖欠，先收定金", by=li)
    run_jobs()
    assert found(li, "拖欠") == [cold.number]
    assert found(chen, "拖欠") == []
    for page in ("/", "/articles/"):
        assert "拖欠，先收" not in client.get(page, {"q": "拖欠"}, follow=True).content.decode()


def test_many_windows_of_time_are_searched_as_if_they_were_one(make_request: Make, li: Person) -> None:
    """Common and rare, dense and thin: always the newest, in their order, none twice and none left out."""
    chance = random.Random(5)
    made = [make_request(subject="水表", body="") for _ in range(60)]
    days = [0, 1, 3, 5, 9, 30, 33, 65, 200, 256, 511, 520, 800, 2000]
    for each in made:
        at = now() - timedelta(days=chance.choice(days), seconds=chance.randrange(80_000))
        Request.objects.filter(pk=each.pk).update(opened_at=at)
    list(index_all_requests())
    wanted = list(Request.objects.order_by("-opened_at", "-pk").values_list("number", flat=True))
    for most in (1, 3, 7, 20, 59, 60, 100):
        assert [each.number for each in search_requests("水表", by=li, most=most)] == wanted[:most]
