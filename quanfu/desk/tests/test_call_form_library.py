"""The library beside the call form."""

from collections.abc import Callable

import pytest
from django.test import Client

from quanfu.channels.models import Channel
from quanfu.core.actor import SYSTEM
from quanfu.desk.models import Citation, Request
from quanfu.knowledge.actions.article import save_article
from quanfu.knowledge.models import Article
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def stop(company: Unit) -> Article:
    save_article(instance=None, company=company, by=SYSTEM, title="供热期", body="10 月 20 日起")
    return save_article(
        instance=None, company=company, by=SYSTEM, title="怎么办理报停", body="带户号到窗口", words="停供"
    )


@pytest.mark.req("KNB-5")
def test_two_chinese_words_in_the_open_call_form_bring_matching_entries_beside_it(
    stop: Article, li: Person, phone_channel: Channel, client_of: Callable[[Person], Client]
) -> None:
    client = client_of(li)
    form = client.get("/desk/requests/new/").content.decode()
    assert 'hx-get="/knowledge/articles/offered/"' in form and 'id="call-form"' in form
    beside = client.get(
        "/knowledge/articles/offered/", {"subject": "办理 报停"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "怎么办理报停" in beside and "带户号到窗口" in beside and "供热期" not in beside
    assert "怎么办理报停" in client.get("/knowledge/articles/offered/", {"subject": "停供"}).content.decode()


def test_what_the_caller_was_answered_with_is_linked_to_the_new_request(
    stop: Article, li: Person, phone_channel: Channel, client_of: Callable[[Person], Client]
) -> None:
    wish = {
        "contact_name": "王建国",
        "contact_phone": "13800000001",
        "subject": "报停",
        "channel": phone_channel.pk,
        "priority": 2,
    }
    response = client_of(li).post("/desk/requests/new/", {**wish, "articles": [stop.pk]})
    assert response.status_code == 303
    assert Citation.objects.get().article == stop and Citation.objects.get().request == Request.objects.get()


def test_chosen_entries_stay_ticked_while_typing_goes_on(
    stop: Article, li: Person, client_of: Callable[[Person], Client]
) -> None:
    beside = (
        client_of(li)
        .get("/knowledge/articles/offered/", {"subject": "温度", "articles": [stop.pk]})
        .content.decode()
    )
    assert f'value="{stop.pk}" form="call-form" checked' in beside
