from collections.abc import Callable

import pytest

from quanfu.core.actor import SYSTEM
from quanfu.core.search.vocabulary import learn
from quanfu.core.search.words import words_in
from quanfu.core.testing import assert_query_count_constant
from quanfu.knowledge.actions.article import retire_article, save_article
from quanfu.knowledge.models import Article
from quanfu.knowledge.queries.search import best_answers, search_articles
from quanfu.org.models import Unit

pytestmark = pytest.mark.django_db

Write = Callable[..., Article]


@pytest.fixture
def write(company: Unit) -> Write:
    def make(title: str, body: str, **columns: object) -> Article:
        return save_article(instance=None, company=company, by=SYSTEM, title=title, body=body, **columns)

    return make


@pytest.fixture
def library(write: Write) -> list[Article]:
    return [
        write("暖气不热怎么办", "先打开排气阀放气，再看进水阀门。仍不热请报修。", is_public=True),
        write("停暖后怎样退费", "带身份证和缴费凭证到营业厅办理退款，7 个工作日到账。", is_public=True),
        write("热水器报 E5 故障", "E5 表示风机故障，请断电 10 分钟后重启。水温设到 60 度。"),
        write(
            "发票怎么开",
            "在公众号里申请电子发票。",
            title_en="How to get an invoice",
            body_en="Ask in the app.",
        ),
    ]


def found(company: Unit, words: str, *, public: bool = False) -> list[str]:
    return [hit.title for hit in search_articles(company.pk, words, public=public)]


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("暖", "暖气不热怎么办"), ("暖气", "暖气不热怎么办"), ("排气阀", "暖气不热怎么办"), ("缴费凭证", "停暖后怎样退费"),
        ("E5故障", "热水器报 E5 故障"), ("60度", "热水器报 E5 故障"), ("ｅ５", "热水器报 E5 故障"), ("熱水器", "热水器报 E5 故障"),
        ("發票", "发票怎么开"), ("invoice", "发票怎么开"), ("INV", "发票怎么开"), ("阀门 报修", "暖气不热怎么办"),
        ("我家的暖气一直都不热是怎么回事", "暖气不热怎么办"),
    ],
)  # fmt: skip
def test_articles_are_found_however_the_words_are_written(
    library: list[Article], company: Unit, words: str, title: str
) -> None:
    assert found(company, words)[0] == title


@pytest.mark.parametrize("words", ["", " ", "鱼", "宠物", "营业厅 暖气片", "\0", "'; DROP TABLE", '" OR *'])
def test_what_no_article_holds_is_not_found(library: list[Article], company: Unit, words: str) -> None:
    assert found(company, words) == []


def test_customers_find_public_articles_in_use_only(library: list[Article], company: Unit) -> None:
    assert found(company, "故障", public=True) == []
    retire_article(article=library[0], by=SYSTEM)
    assert found(company, "暖气") == []


def test_an_article_is_found_as_soon_as_it_is_saved(library: list[Article], company: Unit) -> None:
    assert found(company, "地暖") == []
    save_article(instance=library[0], by=SYSTEM, title="地暖不热怎么办")
    assert found(company, "地暖") == ["地暖不热怎么办"]


def test_another_company_finds_nothing_of_ours(library: list[Article], other_company: Unit) -> None:
    assert found(other_company, "暖气") == []


def test_spelled_words_are_found_also_with_a_syllable_too_many(library: list[Article], company: Unit) -> None:
    learn(words_in([f"{each.title}。{each.body}" for each in library]))
    assert found(company, "nuanqizai")[0] == "暖气不热怎么办"
    assert found(company, "zaifamenma")[0] == "暖气不热怎么办"
    assert found(company, "chongwuzai") == []


def test_words_found_are_marked_and_all_else_is_escaped(write: Write, company: Unit) -> None:
    write("暖氣<b>不热</b>", "看 <script>alert(1)</script> 暖气阀门")
    (hit,) = search_articles(company.pk, "暖气", public=False)
    assert hit.title_marked == "<mark>暖氣</mark>&lt;b&gt;不热&lt;/b&gt;"
    assert hit.excerpt_marked == "看 &lt;script&gt;alert(1)&lt;/script&gt; <mark>暖气</mark>阀门"


def test_a_question_is_answered_with_how_sure_it_is(library: list[Article], company: Unit) -> None:
    right = best_answers(company.pk, "我家暖气不热了，怎么办呀？")
    wrong = best_answers(company.pk, "你们招聘司机吗，工资多少")
    assert right[0].title == "暖气不热怎么办" and right[0].score > 0.5
    assert not wrong or wrong[0].score < 0.2


def test_a_search_takes_as_many_queries_for_one_article_as_for_thirty(
    write: Write, library: list[Article], company: Unit
) -> None:
    assert_query_count_constant(
        lambda: search_articles(company.pk, "暖气", public=False),
        lambda: [write(f"暖气问题{n}", "暖气") for n in range(30)],
    )
