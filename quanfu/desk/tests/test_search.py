from collections.abc import Callable
from datetime import timedelta

import pytest

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now, today
from quanfu.core.testing import assert_query_count_constant, run_jobs
from quanfu.desk.actions.note import add_note
from quanfu.desk.actions.request_words import follow_requests, index_all_requests
from quanfu.desk.models import Request, RequestWords
from quanfu.desk.queries.inbox import BY_CODE, inbox_rows
from quanfu.desk.queries.search import search_requests
from quanfu.knowledge.actions.synonym import save_synonym
from quanfu.org.models import Person, Unit

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
        "暖器片", "暖汽", "热水起",
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


def test_a_search_takes_as_many_queries_for_one_request_as_for_thirty(cold: Request, make_request: Make, li: Person) -> None:  # fmt: skip
    def grow() -> None:
        for n in range(15):
            make_request(subject=f"暖气 {n}", body="")
            make_request(subject=f"咨询 {n}", body="暖气")
        list(index_all_requests())

    assert_query_count_constant(lambda: search_requests("暖气", by=li, most=40), grow)
