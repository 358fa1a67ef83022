"""What complaints teach, and what is asked again and again, goes into the library."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.desk.actions.citation import cite_articles
from quanfu.desk.actions.lesson import promote_lesson
from quanfu.desk.enums import CaseState, Cause, Kind
from quanfu.desk.jobs import collect_candidates
from quanfu.desk.models import Complaint, Finding, Lesson, Request, ServiceType
from quanfu.knowledge.actions.article import save_article
from quanfu.knowledge.actions.candidate import dismiss_candidate
from quanfu.knowledge.enums import ArticleKind, CandidateState
from quanfu.knowledge.models import Article, Candidate
from quanfu.knowledge.queries.scrub import scrub
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]


@pytest.fixture
def closed(make_request: Callable[..., Request], li: Person, sun: Person) -> Complaint:
    """A closed complaint whose words are full of people."""
    request = make_request(
        kind=Kind.COMPLAINT, subject="王建国投诉孙伟三次没有修好",
        body="客户王建国，电话13800000001，住和平路 18 号 3 号楼 2 单元 601，邮箱 wang@home.example。孙伟师傅来过。",
    )  # fmt: skip
    case: Complaint = request.complaint
    Finding.objects.create(
        complaint=case, text="孙伟没有检查过滤器", is_confirmed=True, cause=Cause.values[0], by=li, at=now()
    )
    Complaint.objects.filter(pk=case.pk).update(
        state=CaseState.CLOSED,
        about=sun,
        lesson=f"第二次报修必须检查过滤器，见 {request.number}",
        closed_at=now(),
    )
    return Complaint.objects.select_related("request").get(pk=case.pk)


@pytest.mark.req("KNB-7")
def test_a_closed_complaints_lesson_becomes_a_case_linked_to_it_without_personal_data(
    closed: Complaint, li: Person, zheng: Person, client_of: ClientOf
) -> None:
    number = closed.request.number
    page = client_of(li).get(f"/desk/complaints/{number}/lesson/")
    form = page.content.decode()
    assert "王建国" in form and "13800000001" in form  # what was taken out is shown beside the text
    text = re.search(r'<textarea name="body"[^>]*>(.*?)</textarea>', form, re.S).group(1)  # type: ignore[union-attr]
    title = re.search(r'name="title" value="([^"]*)"', form).group(1)  # type: ignore[union-attr]
    for person in ("王建国", "孙伟", "13800000001", "wang@home.example", "和平路", "601", number):
        assert person not in text and person not in title
    assert "第二次报修必须检查过滤器" in text
    sent = client_of(li).post(
        f"/desk/complaints/{number}/lesson/", {"title": title, "body": text, "checked": "on"}
    )
    article = Article.objects.get(kind=ArticleKind.CASE)
    assert sent.status_code == 303 and Lesson.objects.get(complaint=closed).article == article
    assert (article.version, article.is_public) == (0, False)
    panel = client_of(zheng).get(f"/desk/lessons/{article.pk}/panel/").content.decode()
    assert number in panel


def test_a_text_that_still_names_somebody_is_refused(closed: Complaint, li: Person) -> None:
    for text in ("王建国家里", "打 13900001111 联系", "身份证 11010119900307123X"):
        with pytest.raises(Refused) as refused:
            promote_lesson(complaint=closed, title="案例", body=text, topic=None, by=li)
        assert refused.value.field == "body"
    assert not Article.objects.exists()


def test_an_open_complaint_has_no_case_yet(closed: Complaint, li: Person) -> None:
    Complaint.objects.filter(pk=closed.pk).update(state=CaseState.SOLVED)
    closed.refresh_from_db()
    with pytest.raises(Refused):
        promote_lesson(complaint=closed, title="案例", body="文", topic=None, by=li)


@pytest.mark.parametrize(("text", "gone"), [
    ("客户李大明反映室温低", "李大明"), ("请找张女士", "张女士"), ("电话 0431-88886666", "0431-88886666"), ("手机+86 138 1234 5678", "138 1234 5678"),
    ("户号 3301002938", "3301002938"), ("车牌吉A12345", "吉A12345"), ("幸福小区12号", "幸福小区12号"), ("3栋2单元501室", "501"), ("Mr. John Smith called", "John Smith"),
    ("卡号 6222 0212 3456 7890 123", "6222 0212"),
])  # fmt: skip
def test_what_looks_like_a_person_is_taken_out_and_told(text: str, gone: str) -> None:
    done = scrub(text)
    assert gone.split("女")[0] not in done.text and done.removed


@pytest.mark.parametrize(
    "text",
    [
        "室温不低于 18℃，2 小时内联系，退费 1200 元",
        "10 月 20 日至 2027 年 4 月 20 日",
        "第二次报修必须检查过滤器",
    ],
)
def test_ordinary_figures_stay(text: str) -> None:
    assert scrub(text).text == text


@pytest.mark.req("KNB-2")
def test_five_enquiries_of_one_type_without_an_article_are_proposed_when_the_report_runs(
    make_request: Callable[..., Request], enquiry_type: ServiceType, zheng: Person, client_of: ClientOf
) -> None:
    for _n in range(4):
        make_request(kind=Kind.ENQUIRY, service_type=enquiry_type)
    collect_candidates.func()  # type: ignore[attr-defined]
    assert not Candidate.objects.exists()
    last = make_request(kind=Kind.ENQUIRY, service_type=enquiry_type)
    for _run in range(2):
        collect_candidates.func()  # type: ignore[attr-defined]
    candidate = Candidate.objects.get()
    assert (candidate.count, last.number in candidate.examples) == (5, True)
    page = client_of(zheng).get("/knowledge/candidates/").content.decode()
    assert enquiry_type.name in page


def test_enquiries_answered_with_an_article_and_old_ones_do_not_count(
    make_request: Callable[..., Request], enquiry_type: ServiceType, company: Unit, li: Person
) -> None:
    article = save_article(instance=None, company=company, by=SYSTEM, title="缴费", body="网上")
    made = [make_request(kind=Kind.ENQUIRY, service_type=enquiry_type) for _n in range(6)]
    cite_articles(request=made[0], articles=[article], by=li)
    Request.objects.filter(pk=made[1].pk).update(opened_at=now() - timedelta(days=60))
    collect_candidates.func()  # type: ignore[attr-defined]
    assert not Candidate.objects.exists()
    set_rule(code="knowledge.candidate_days", value=90, by=SYSTEM)
    collect_candidates.func()  # type: ignore[attr-defined]
    assert Candidate.objects.get().count == 5


def test_what_was_dismissed_comes_back_after_as_many_new_enquiries(
    make_request: Callable[..., Request], enquiry_type: ServiceType, zheng: Person
) -> None:
    set_rule(code="knowledge.candidate_enquiries", value=2, by=SYSTEM)
    for _n in range(2):
        make_request(kind=Kind.ENQUIRY, service_type=enquiry_type)
    collect_candidates.func()  # type: ignore[attr-defined]
    dismiss_candidate(candidate=Candidate.objects.get(), by=zheng)
    make_request(kind=Kind.ENQUIRY, service_type=enquiry_type)
    collect_candidates.func()  # type: ignore[attr-defined]
    assert Candidate.objects.get().state == CandidateState.DISMISSED
    make_request(kind=Kind.ENQUIRY, service_type=enquiry_type)
    collect_candidates.func()  # type: ignore[attr-defined]
    assert (Candidate.objects.get().state, Candidate.objects.get().count) == (CandidateState.OPEN, 2)
