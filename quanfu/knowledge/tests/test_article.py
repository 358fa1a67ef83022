from collections.abc import Callable

import pytest

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.desk.actions.citation import cite_articles
from quanfu.desk.models import Request
from quanfu.knowledge.actions.article import delete_article, save_article
from quanfu.knowledge.models import Article
from quanfu.knowledge.queries.article import articles_of
from quanfu.knowledge.views import article
from quanfu.org.models import Person, Unit
from quanfu.ui.crud_tests import CrudTests

pytestmark = pytest.mark.django_db


@pytest.fixture
def season(company: Unit) -> Article:
    return save_article(
        instance=None, company=company, by=SYSTEM, title="供热期从哪天到哪天", body="10 月 20 日至次年 4 月 20 日。", title_en="Heating season",
        body_en="From 20 October to 20 April.",
    )  # fmt: skip


def test_articles_are_found_by_words_of_question_and_answer(season: Article, company: Unit) -> None:
    assert list(articles_of(company.pk, words="哪天 4 月")) == [season]
    assert list(articles_of(company.pk, words="heating")) == [season]
    assert not articles_of(company.pk, words="退费")


def test_an_article_out_of_use_is_not_offered(season: Article, company: Unit) -> None:
    save_article(instance=season, by=SYSTEM, is_active=False)
    assert not articles_of(company.pk)


def test_a_used_article_is_taken_out_of_use_not_deleted(
    season: Article, make_request: Callable[..., Request], li: Person
) -> None:
    cite_articles(request=make_request(), articles=[season], by=li)
    with pytest.raises(Refused):
        delete_article(instance=season, by=li)
    assert Article.objects.filter(pk=season.pk).exists()


class TestArticles(CrudTests):
    crud = article.crud

    @pytest.fixture
    def allowed(self, zheng: Person) -> Person:
        return zheng

    @pytest.fixture
    def forbidden(self, sun: Person) -> Person:
        return sun

    @pytest.fixture
    def make(self, company: Unit) -> Callable[[int], Article]:
        return lambda n: Article.objects.create(
            company=company, title=f"问题 {n}", body="答", updated_at=now()
        )

    @pytest.fixture
    def valid(self) -> dict[str, object]:
        return {"title": "怎么报停", "body": "带户号到窗口办理", "is_active": "on"}

    @pytest.fixture
    def invalid(self) -> dict[str, str]:
        return {"title": "", "body": ""}
