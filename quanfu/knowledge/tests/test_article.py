"""The library as colleagues read and keep it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now, today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.desk.actions.citation import cite_articles
from quanfu.desk.models import Request
from quanfu.knowledge.actions.article import (
    confirm_article,
    delete_article,
    keep_article,
    remind_owners,
    retire_article,
    save_article,
)
from quanfu.knowledge.actions.gap import dismiss_gap, forget_gaps, note_search
from quanfu.knowledge.actions.rating import rate_article
from quanfu.knowledge.actions.topic import delete_topic, save_topic
from quanfu.knowledge.jobs import forget_old_gaps, remind_of_reviews
from quanfu.knowledge.models import Article, Gap, Rating, Topic
from quanfu.knowledge.queries.article import articles_of
from quanfu.knowledge.views import topic as topic_views
from quanfu.org.models import Notification, Person, Unit
from quanfu.ui.crud_tests import CrudTests

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]


@pytest.fixture
def season(company: Unit, zheng: Person) -> Article:
    return save_article(
        instance=None, company=company, by=SYSTEM, title="供热期从哪天到哪天", body="10 月 20 日至次年 4 月 20 日。", title_en="Heating season",
        body_en="From 20 October to 20 April.", owner=zheng,
    )  # fmt: skip


@pytest.mark.req("KNB-1")
def test_opening_one_of_five_categories_shows_its_entries_only(
    company: Unit, li: Person, client_of: ClientOf
) -> None:
    topics = [save_topic(instance=None, company=company, name=f"分类{n}", by=SYSTEM) for n in range(5)]
    for n in range(30):
        save_article(
            instance=None, company=company, by=SYSTEM, title=f"问题{n}号", body="答", topic=topics[n % 5]
        )
    page = client_of(li).get("/knowledge/articles/", {"topic": topics[2].pk}).content.decode()
    shown = {n for n in range(30) if f"问题{n}号" in page}
    assert shown == {n for n in range(30) if n % 5 == 2}


def test_a_topic_shows_what_stands_below_it_too(company: Unit, li: Person, client_of: ClientOf) -> None:
    above = save_topic(instance=None, company=company, name="报修", by=SYSTEM)
    below = save_topic(instance=None, company=company, name="漏水", parent=above, by=SYSTEM)
    save_article(instance=None, company=company, by=SYSTEM, title="漏水怎么办", body="关阀", topic=below)
    assert "漏水怎么办" in client_of(li).get("/knowledge/articles/", {"topic": above.pk}).content.decode()
    with pytest.raises(Refused):
        save_topic(instance=above, parent=Topic.objects.get(pk=below.pk), by=SYSTEM)
    with pytest.raises(Refused):
        delete_topic(instance=above, by=SYSTEM)


@pytest.mark.req("KNB-3")
def test_an_entry_whose_review_date_has_passed_is_marked_overdue_and_its_owner_reminded(
    season: Article, li: Person, zheng: Person, client_of: ClientOf
) -> None:
    keep_article(article=season, review_on=today() - timedelta(days=1), by=SYSTEM)
    page = client_of(li).get("/knowledge/articles/").content.decode()
    assert "逾期" in page
    remind_of_reviews.func()  # type: ignore[attr-defined]
    told = Notification.objects.get(person=zheng)
    assert season.title in told.text and told.url == f"/knowledge/articles/{season.pk}/"
    remind_of_reviews.func()  # type: ignore[attr-defined]
    assert Notification.objects.filter(person=zheng).count() == 1


def test_owners_are_reminded_again_after_the_days_of_the_rule_and_heads_where_the_owner_has_left(
    season: Article, zheng: Person, li: Person
) -> None:
    keep_article(article=season, review_on=today(), owner=li, by=SYSTEM)
    Person.objects.filter(pk=li.pk).update(is_active=False)
    assert remind_owners(on=today(), by=SYSTEM) == 1
    assert Notification.objects.filter(person=zheng).exists()
    assert remind_owners(on=today() + timedelta(days=3), by=SYSTEM) == 0
    set_rule(code="knowledge.remind_days", value=3, since=today(), by=SYSTEM)
    assert remind_owners(on=today() + timedelta(days=3), by=SYSTEM) == 1


def test_confirming_moves_the_next_look_by_the_days_of_the_rule(season: Article, zheng: Person) -> None:
    set_rule(code="knowledge.review_days", value=10, since=today(), by=SYSTEM)
    confirm_article(article=season, by=zheng)
    assert season.review_on == today() + timedelta(days=10)


def test_articles_are_found_by_words_of_question_and_answer(season: Article, company: Unit) -> None:
    assert list(articles_of(company.pk, words="哪天 4 月")) == [season]
    assert list(articles_of(company.pk, words="heating")) == [season]
    assert not articles_of(company.pk, words="退费")


def test_an_article_out_of_use_is_not_offered(
    season: Article, company: Unit, li: Person, client_of: ClientOf
) -> None:
    retire_article(article=season, by=SYSTEM)
    assert not articles_of(company.pk)
    with pytest.raises(AlreadyDone):
        retire_article(article=season, by=SYSTEM)


def test_a_used_article_is_taken_out_of_use_not_deleted(
    season: Article, make_request: Callable[..., Request], li: Person
) -> None:
    cite_articles(request=make_request(), articles=[season], by=li)
    with pytest.raises(Refused):
        delete_article(instance=season, by=li)
    assert Article.objects.filter(pk=season.pk).exists()


def test_an_engineer_reads_published_articles_and_no_drafts(
    season: Article, company: Unit, sun: Person, li: Person, client_of: ClientOf
) -> None:
    assert (
        client_of(li)
        .post("/knowledge/articles/new/", {"title": "未定稿七", "body": "未定", "kind": "faq", "do": "save"})
        .status_code
        == 303
    )
    draft = Article.objects.get(title="未定稿七")
    assert client_of(sun).get(f"/knowledge/articles/{season.pk}/").status_code == 200
    assert client_of(sun).get(f"/knowledge/articles/{draft.pk}/").status_code == 404
    assert client_of(sun).get(f"/knowledge/articles/{season.pk}/text/").status_code == 404
    assert "未定稿七" not in client_of(sun).get("/knowledge/articles/").content.decode()


def test_the_preview_shows_markdown_and_never_html(li: Person, client_of: ClientOf) -> None:
    text = {
        "title": "题",
        "body": "**重** <img src=x onerror=alert(1)> [x](javascript:alert(1)) 见 https://a.example/b，详询",
    }
    page = client_of(li).post("/knowledge/preview/", text).content.decode()
    assert "<strong>重</strong>" in page and "<img src=x" not in page and 'href="javascript' not in page
    assert 'href="https://a.example/b"' in page


@pytest.mark.req("KNB-9")
def test_three_searches_in_vain_show_in_the_gap_report_with_their_count(
    season: Article, zheng: Person, client_of: ClientOf
) -> None:
    client = client_of(zheng)
    for _time in range(3):
        client.get("/knowledge/articles/", {"q": "退费"})
    page = client.get("/knowledge/gaps/").content.decode()
    gap = Gap.objects.get()
    assert (gap.words, gap.count) == ("退费", 3)
    assert "退费" in page and ">3<" in page.replace(" ", "")
    export = client.get("/knowledge/gaps/", {"format": "csv"})
    assert "退费" in b"".join(export).decode("utf-8-sig")  # type: ignore[arg-type]


def test_an_article_made_from_a_gap_takes_it_off_the_report(
    company: Unit, li: Person, zheng: Person, client_of: ClientOf
) -> None:
    note_search(company=company, words="退费", hits=0, by=li)
    gap = Gap.objects.get()
    client = client_of(li)
    assert "退费" in client.get("/knowledge/articles/new/", {"gap": gap.pk}).content.decode()
    client.post(
        f"/knowledge/articles/new/?gap={gap.pk}",
        {"title": "怎么退费", "body": "网上申请", "kind": "faq", "do": "submit"},
    )
    gap.refresh_from_db()
    assert (gap.count, gap.article.title if gap.article else "") == (0, "怎么退费")
    note_search(company=company, words="退费", hits=0, by=li)
    dismiss_gap(gap=gap, by=zheng)
    assert "退费" not in client_of(zheng).get("/knowledge/gaps/").content.decode()


def test_old_searches_are_forgotten_by_the_rule(company: Unit) -> None:
    note_search(company=company, words="旧", hits=0, by=SYSTEM)
    Gap.objects.update(last_at=now() - timedelta(days=40))
    forget_old_gaps.func()  # type: ignore[attr-defined]
    assert Gap.objects.exists()
    set_rule(code="knowledge.gap_days", value=30, since=today(), by=SYSTEM)
    assert forget_gaps(by=SYSTEM) == 1


def test_a_colleague_has_one_opinion_and_may_change_it(
    season: Article, li: Person, client_of: ClientOf
) -> None:
    client = client_of(li)
    for word in ("yes", "no", "no"):
        client.post(f"/knowledge/articles/{season.pk}/rating/", {"is_helpful": word, "text": "太短"})
    season.refresh_from_db()
    assert (season.helpful, season.unhelpful, Rating.objects.get().text) == (0, 1, "太短")
    rate_article(article=season, reader="visitor x", is_helpful=True, by=SYSTEM)
    season.refresh_from_db()
    assert season.helpful == 1


def test_more_files_than_the_rule_allows_are_refused(company: Unit, li: Person, client_of: ClientOf) -> None:
    set_rule(code="knowledge.files_most", value=1, since=today(), by=SYSTEM)
    files = [ContentFile(b"a", name="a.txt"), ContentFile(b"b", name="b.txt")]
    response = client_of(li).post(
        "/knowledge/articles/new/", {"title": "题", "body": "答", "kind": "faq", "files": files}
    )
    assert response.status_code == 422 and not Article.objects.exists()


def test_the_list_asks_as_often_for_30_entries_as_for_one(
    season: Article, company: Unit, zheng: Person, client_of: ClientOf
) -> None:
    client = client_of(zheng)

    def count() -> int:
        client.get("/knowledge/articles/")
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/knowledge/articles/").status_code == 200
        return len(caught)

    one = count()
    for n in range(30):
        save_article(instance=None, company=company, by=SYSTEM, title=f"问题 {n}", body="答", owner=zheng)
    assert count() == one


class TestTopics(CrudTests):
    crud = topic_views.crud

    @pytest.fixture
    def make(self, company: Unit) -> Callable[[int], Topic]:
        return lambda n: Topic.objects.create(company=company, name=f"主题 {n}", position=n)

    @pytest.fixture
    def valid(self) -> dict[str, object]:
        return {"name": "缴费", "position": 1}

    @pytest.fixture
    def invalid(self) -> dict[str, str]:
        return {"name": "", "position": "1"}
