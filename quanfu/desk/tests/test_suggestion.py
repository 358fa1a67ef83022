from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.desk.actions.request_words import index_all_requests
from quanfu.desk.models import Request, ServiceType
from quanfu.desk.queries.suggestion import proposed_type, suggested_answers
from quanfu.knowledge.actions.article import save_article
from quanfu.knowledge.models import Article
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db

Make = Callable[..., Request]
SAYINGS = ["暖气片一点都不热", "家里暖气不热，只有14度", "老人房暖气不热", "暖气一直不热", "卧室暖气不热"]


@pytest.fixture
def article(company: Unit) -> Article:
    return save_article(
        instance=None, company=company, by=SYSTEM, title="暖气不热怎么办", body="先打开排气阀放气。"
    )


@pytest.fixture
def past(make_request: Make, repair_type: ServiceType) -> list[Request]:
    """Requests that were classified and solved."""
    found = [make_request(subject=each, body="", service_type=repair_type) for each in SAYINGS]
    Request.objects.filter(pk__in=[each.pk for each in found]).update(
        state="closed", closed_at=now(), result="清洗过滤器后恢复供热"
    )
    list(index_all_requests())
    return found


@pytest.mark.req("TEC-5")
def test_answers_are_suggested_from_the_library_and_from_solved_requests(
    article: Article, past: list[Request], make_request: Make, li: Person, client: Client
) -> None:
    request = make_request(subject="客厅暖气不热", body="")
    answers = suggested_answers(request, "", by=li)
    assert answers[0].article == article.pk and answers[0].text == article.body
    assert {answer.text for answer in answers[1:]} == {"清洗过滤器后恢复供热"}
    client.force_login(li)
    page = client.get(
        f"/desk/requests/{request.number}/suggestions/", {"text": "暖气不热请先排气"}
    ).content.decode()
    assert f'data-insert-article="{article.pk}"' in page and "<mark>" in page
    assert (
        "hx-get"
        in client.get(f"/desk/requests/{request.number}/").content.decode().split('class="suggests"')[1][:99]
    )


def test_what_is_typed_counts_more_than_what_was_asked(article: Article, make_request: Make, li: Person, company: Unit) -> None:  # fmt: skip
    invoice = save_article(
        instance=None, company=company, by=SYSTEM, title="发票怎么开", body="公众号里申请。"
    )
    request = make_request(subject="暖气不热", body="")
    assert [a.article for a in suggested_answers(request, "", by=li)] == [article.pk]
    assert [a.article for a in suggested_answers(request, "您要的发票", by=li)] == [invoice.pk]


@pytest.mark.req("TEC-5")
def test_a_type_is_proposed_with_its_reason_and_never_chosen_by_itself(
    past: list[Request], make_request: Make, repair_type: ServiceType, qian: Person, client: Client
) -> None:
    request = make_request(subject="我家暖气不热", body="")
    proposal = proposed_type(request, by=qian)
    assert proposal is not None and proposal.service_type == repair_type
    assert proposal.alike == proposal.nearest == len(SAYINGS) and set(proposal.numbers) <= {
        each.number for each in past
    }
    client.force_login(qian)
    path = f"/desk/requests/{request.number}/classification/"
    page = client.get(path).content.decode()
    assert "proposal" in page and f"?service_type={repair_type.pk}" in page
    assert f'value="{repair_type.pk}" selected>{repair_type.parent} / {repair_type}' not in page
    chosen = client.get(path, {"service_type": repair_type.pk}).content.decode()
    assert f'value="{repair_type.pk}" selected>{repair_type.parent} / {repair_type}' in chosen
    request.refresh_from_db()
    assert request.service_type is None


def test_no_type_is_proposed_where_too_few_are_alike(
    past: list[Request], make_request: Make, qian: Person
) -> None:
    assert proposed_type(make_request(subject="发票丢了想补开一张", body=""), by=qian) is None
    request = make_request(subject="我家暖气不热", body="")
    set_rule(code="desk.suggest_alike", value=6, by=SYSTEM)
    assert proposed_type(request, by=qian) is None


def test_no_type_is_proposed_where_the_similar_ones_disagree(
    past: list[Request], make_request: Make, repair_type: ServiceType, qian: Person
) -> None:
    other = ServiceType.objects.create(
        company=repair_type.company, parent=repair_type.parent, code="other", name="其他"
    )
    Request.objects.filter(pk__in=[each.pk for each in past[:2]]).update(service_type=other)
    request = make_request(subject="我家暖气不热", body="")
    assert proposed_type(request, by=qian) is not None
    set_rule(code="desk.suggest_share", value="0.9", by=SYSTEM)
    assert proposed_type(request, by=qian) is None


def test_nothing_less_alike_than_the_rule_says_is_suggested(
    article: Article, past: list[Request], make_request: Make, li: Person
) -> None:
    request = make_request(subject="客厅暖气不热", body="")
    set_rule(code="desk.suggest_sure", value="1", by=SYSTEM)
    assert suggested_answers(request, "", by=li) == []
    assert proposed_type(request, by=li) is None


@pytest.mark.req("TEC-5")
def test_with_the_model_off_nothing_stops(
    article: Article,
    past: list[Request],
    make_request: Make,
    repair_type: ServiceType,
    qian: Person,
    client: Client,
) -> None:
    set_rule(code="desk.suggest_answers", value=False, by=SYSTEM)
    set_rule(code="desk.suggest_type", value=False, by=SYSTEM)
    request = make_request(subject="客厅暖气不热", body="")
    client.force_login(qian)
    here = f"/desk/requests/{request.number}/"
    assert 'class="suggests"' not in client.get(here).content.decode()
    assert "suggest-list" not in client.get(f"{here}suggestions/").content.decode()
    assert "proposal" not in client.get(f"{here}classification/").content.decode()
    classified = client.post(f"{here}classification/", {"service_type": repair_type.pk, "priority": 2})
    noted = client.post(f"{here}note/", {"kind": "call", "text": "已告知客户"})
    assert (classified.status_code, noted.status_code) == (303, 303)
    request.refresh_from_db()
    assert request.service_type == repair_type and request.notes.get().text == "已告知客户"


def test_nobody_is_offered_what_they_may_not_see(
    article: Article,
    past: list[Request],
    make_request: Make,
    other_company: Unit,
    chen: Person,
    company: Unit,
) -> None:
    request = make_request(subject="客厅暖气不热", body="")
    assert [a for a in suggested_answers(request, "", by=chen) if a.number] == []
    assert proposed_type(request, by=chen) is None


def test_suggestions_take_no_more_queries_for_thirty_past_requests_than_for_five_and_two_dozen_at_most(
    article: Article, past: list[Request], make_request: Make, repair_type: ServiceType, li: Person
) -> None:
    request = make_request(subject="我家暖气不热", body="")

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            suggested_answers(request, "", by=li)
            proposed_type(request, by=li)
        return len(seen)

    five = statements()
    for n in range(30):
        make_request(subject=f"暖气不热 {n}", service_type=repair_type)
    list(index_all_requests())
    assert statements() <= five <= 24
