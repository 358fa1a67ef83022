from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.core.actor import SYSTEM
from quanfu.desk.actions.citation import count_citations
from quanfu.desk.actions.closure import close_request
from quanfu.desk.models import Citation, Request, ServiceType
from quanfu.knowledge.actions.article import save_article
from quanfu.knowledge.models import Article
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def faq(company: Unit) -> Article:
    return save_article(
        instance=None,
        company=company,
        by=SYSTEM,
        title="供热期从哪天到哪天",
        body="10 月 20 日至 4 月 20 日。",
    )


@pytest.fixture
def enquiry(make_request: Callable[..., Request], enquiry_type: ServiceType) -> Request:
    return make_request(service_type=enquiry_type, subject="今年几号开始供热")


def reply(client: Client, request: Request, *articles: Article) -> Any:
    words = {"kind": "call", "text": "已告知：10 月 20 日开始。", "articles": [a.pk for a in articles]}
    return client.post(reverse("desk:note.create", args=[request.number]), words)


@pytest.mark.req("INT-11")
def test_article_an_agent_inserted_counts_one_use_more_when_the_enquiry_closes(
    enquiry: Request, faq: Article, li: Person, client_of: Callable[[Person], Client]
) -> None:
    reply(client_of(li), enquiry, faq)
    faq.refresh_from_db()
    assert (faq.uses, list(enquiry.citations.values_list("article", flat=True))) == (0, [faq.pk])
    enquiry.refresh_from_db()
    close_request(request=enquiry, reason="已答复", by=li)
    faq.refresh_from_db()
    assert faq.uses == 1
    count_citations(request=enquiry, by=li)
    faq.refresh_from_db()
    assert faq.uses == 1


def test_an_article_inserted_twice_is_cited_once(
    enquiry: Request, faq: Article, li: Person, client_of: Callable[[Person], Client]
) -> None:
    client = client_of(li)
    reply(client, enquiry, faq)
    reply(client, enquiry, faq)
    assert Citation.objects.filter(request=enquiry).count() == 1


def test_another_companys_article_cannot_be_cited(
    enquiry: Request, other_company: Unit, li: Person, client_of: Callable[[Person], Client]
) -> None:
    theirs = save_article(instance=None, company=other_company, by=SYSTEM, title="内部", body="他人")
    assert reply(client_of(li), enquiry, theirs).status_code == 422
    assert not Citation.objects.exists()


def test_the_picker_offers_what_holds_the_words_and_says_what_was_used(
    enquiry: Request, faq: Article, company: Unit, li: Person, client_of: Callable[[Person], Client]
) -> None:
    save_article(instance=None, company=company, by=SYSTEM, title="怎么报停", body="带户号到窗口。")
    client = client_of(li)
    url = reverse("desk:citation.panel", args=[enquiry.number])
    page = client.get(url, {"q": "供热期"}).content.decode()
    assert "10 月 20 日至" in page and "怎么报停" not in page
    reply(client, enquiry, faq)
    assert "供热期从哪天到哪天" in client.get(url, {"q": "报停"}).content.decode()
