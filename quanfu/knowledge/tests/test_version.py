"""From a draft to what readers see."""

from collections.abc import Callable

import pytest
from django.test import Client

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.testing import run_jobs
from quanfu.knowledge.actions.article import save_article
from quanfu.knowledge.actions.version import (
    delete_version,
    review_version,
    submit_version,
    write_article,
    write_version,
)
from quanfu.knowledge.enums import VersionState
from quanfu.knowledge.models import Article, Version
from quanfu.knowledge.queries.difference import GONE, NEW, differences
from quanfu.org.models import Notification, Person, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def season(company: Unit) -> Article:
    return save_article(instance=None, company=company, by=SYSTEM, title="供热期", body="10 月 20 日起。")


@pytest.mark.req("KNB-4")
def test_an_unauthorised_agents_publishing_is_refused_and_after_approval_version_2_replaces_version_1(
    season: Article, li: Person, zheng: Person, client_of: Callable[[Person], Client]
) -> None:
    draft = write_version(article=season, title="供热期", body="10 月 15 日起。", by=li)
    submit_version(version=draft, by=li)
    assert (
        client_of(li).post(f"/knowledge/versions/{draft.pk}/review/", {"verdict": "approve"}).status_code
        == 404
    )
    with pytest.raises(Refused):
        review_version(version=draft, approved=True, by=li)
    season.refresh_from_db()
    assert (season.version, season.body) == (1, "10 月 20 日起。")

    assert (
        client_of(zheng).post(f"/knowledge/versions/{draft.pk}/review/", {"verdict": "approve"}).status_code
        == 303
    )
    season.refresh_from_db()
    assert (season.version, season.body) == (2, "10 月 15 日起。")
    assert list(season.versions.order_by("number").values_list("state", flat=True)) == [
        "replaced",
        "published",
    ]
    history = client_of(zheng).get(f"/knowledge/articles/{season.pk}/versions/").content.decode()
    assert "郑国栋" in history and "李静" in history
    shown = client_of(li).get(f"/knowledge/versions/{draft.pk}/").content.decode()
    assert "10 月 <del>20</del><ins>15</ins> 日起。" in shown


def test_the_author_cannot_approve_until_the_rule_lets_them(company: Unit, zheng: Person) -> None:
    draft = write_article(company=company, title="新", body="文", by=zheng)
    submit_version(version=draft, by=zheng)
    with pytest.raises(Refused):
        review_version(version=draft, approved=True, by=zheng)
    set_rule(code="knowledge.four_eyes", value=False, by=SYSTEM)
    review_version(version=draft, approved=True, by=zheng)
    assert Article.objects.get().version == 1


def test_reviewers_hear_of_what_waits_and_authors_of_what_comes_back(
    company: Unit, li: Person, zheng: Person
) -> None:
    draft = write_article(company=company, title="新", body="文", by=li)
    submit_version(version=draft, by=li)
    with pytest.raises(Refused):
        review_version(version=draft, approved=False, by=zheng)
    review_version(version=draft, approved=False, remark="缺价格", by=zheng)
    run_jobs()
    assert (
        Notification.objects.filter(person=zheng).exists() and Notification.objects.filter(person=li).exists()
    )
    draft.refresh_from_db()
    assert (draft.state, draft.remark) == (VersionState.DRAFT, "缺价格")


def test_two_reviewers_publish_once(season: Article, li: Person, zheng: Person) -> None:
    draft = write_version(article=season, title="供热期", body="10 月 15 日起。", by=li)
    submit_version(version=draft, by=li)
    mine, theirs = Version.objects.get(pk=draft.pk), Version.objects.get(pk=draft.pk)
    review_version(version=mine, approved=True, by=zheng)
    with pytest.raises(AlreadyDone):
        review_version(version=theirs, approved=True, by=zheng)
    assert season.versions.filter(state=VersionState.PUBLISHED).count() == 1


def test_what_was_changed_after_it_was_sent_has_to_be_sent_again(
    season: Article, li: Person, zheng: Person
) -> None:
    draft = write_version(article=season, title="供热期", body="甲", by=li)
    submit_version(version=draft, by=li)
    write_version(article=season, title="供热期", body="乙", by=li)
    with pytest.raises(AlreadyDone):
        review_version(version=draft, approved=True, by=zheng)


def test_a_draft_thrown_away_leaves_what_is_published_and_an_article_without_any_goes(
    season: Article, company: Unit, li: Person, sun: Person, client_of: Callable[[Person], Client]
) -> None:
    draft = write_version(article=season, title="供热期", body="乙", by=li)
    assert client_of(li).post(f"/knowledge/versions/{draft.pk}/deletion/").status_code == 303
    assert Article.objects.filter(pk=season.pk).exists()
    other = write_article(company=company, title="新", body="文", by=li)
    with pytest.raises(Refused):
        delete_version(version=other, by=sun)
    client_of(li).post(f"/knowledge/versions/{other.pk}/deletion/")
    assert not Article.objects.filter(title="新").exists()


def test_a_question_of_another_article_is_refused(season: Article, company: Unit, li: Person) -> None:
    with pytest.raises(Refused):
        write_article(company=company, title="供热期", body="文", by=li)
    other = save_article(instance=None, company=company, by=SYSTEM, title="别的", body="文")
    with pytest.raises(Refused):
        write_version(article=other, title="供热期", body="文", by=li)


def test_differences_put_together_give_the_new_text() -> None:
    old, new = "第一行\n第二行\n第三行", "第一行\n第2行\n第三行\n第四行"
    parts = differences(old, new)
    assert "".join(text for kind, text in parts if kind != GONE) == new
    assert "".join(text for kind, text in parts if kind != NEW) == old
