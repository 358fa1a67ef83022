"""Settings: what customers are asked."""

from typing import Any

import pytest
from django.urls import reverse

from quanfu.core.actor import SYSTEM, visitor
from quanfu.core.errors import Refused
from quanfu.surveys.actions.answer import record_answer
from quanfu.surveys.actions.questionnaire import (
    delete_item,
    delete_questionnaire,
    ensure_questionnaire,
    save_item,
)
from quanfu.surveys.enums import AnswerWay
from quanfu.surveys.models import Invitation, Item, Questionnaire
from quanfu.surveys.queries.questionnaire import items_of

pytestmark = pytest.mark.django_db


def test_a_company_gets_one_default_questionnaire(company: Any) -> None:
    assert ensure_questionnaire(company=company, by=SYSTEM) == ensure_questionnaire(
        company=company, by=SYSTEM
    )
    assert Questionnaire.objects.count() == 1


def test_questionnaires_and_items_are_kept_by_pages(company: Any, zheng: Any, client_of: Any) -> None:
    client = client_of(zheng)
    form = {"code": "winter", "name": "采暖季评价", "name_en": "Winter", "is_active": "on"}
    assert client.post(reverse("surveys:questionnaire.create"), form).status_code == 303
    made = Questionnaire.objects.get()
    assert made.company == company
    item = {
        "questionnaire": made.pk,
        "position": "10",
        "code": "warmth",
        "label": "室温",
        "label_en": "",
        "is_active": "on",
    }
    assert client.post(reverse("surveys:item.create"), item).status_code == 303
    again = client.post(reverse("surveys:item.create"), item)
    assert (again.status_code, "id_code_error" in again.content.decode()) == (422, True)
    kept = Item.objects.get()
    assert (
        client.post(reverse("surveys:item.update", args=[kept.pk]), {**item, "label": "室内温度"}).status_code
        == 303
    )
    kept.refresh_from_db()
    assert kept.label == "室内温度"
    assert "室内温度" in client.get(reverse("surveys:item.index")).content.decode()
    assert "采暖季评价" in client.get(reverse("surveys:questionnaire.index")).content.decode()
    assert client.post(reverse("surveys:item.delete", args=[kept.pk])).status_code == 303
    assert client.post(reverse("surveys:questionnaire.delete", args=[made.pk])).status_code == 303
    assert not Questionnaire.objects.exists()


@pytest.mark.parametrize("code", ["overall", "text"])
def test_codes_with_a_meaning_of_their_own_are_refused(code: str, company: Any) -> None:
    made = ensure_questionnaire(company=company, by=SYSTEM)
    with pytest.raises(Refused):
        save_item(instance=None, questionnaire=made, code=code, label="x", by=SYSTEM)


def test_an_item_that_was_rated_stays_and_can_be_taken_out_of_use(invitation: Invitation) -> None:
    record_answer(
        invitation=invitation,
        items={"quality": 5, "attitude": 5, "speed": 5},
        text="",
        way=AnswerWay.ONLINE,
        by=visitor("王"),
    )
    item = Item.objects.get(code="speed")
    with pytest.raises(Refused):
        delete_item(instance=item, by=SYSTEM)
    with pytest.raises(Refused):
        save_item(instance=item, questionnaire=item.questionnaire, code="haste", label="x", by=SYSTEM)
    save_item(
        instance=item,
        questionnaire=item.questionnaire,
        code="speed",
        label=item.label,
        is_active=False,
        by=SYSTEM,
    )
    assert [each.code for each in items_of(invitation.questionnaire)] == ["quality", "attitude"]


def test_a_questionnaire_that_was_sent_stays(invitation: Invitation) -> None:
    with pytest.raises(Refused):
        delete_questionnaire(instance=invitation.questionnaire, by=SYSTEM)
    assert Questionnaire.objects.exists()


def test_another_company_sees_none_of_ours(
    invitation: Invitation, chen: Any, admin: Any, client_of: Any
) -> None:
    url = reverse("surveys:questionnaire.update", args=[invitation.questionnaire_id])
    assert client_of(chen).get(url).status_code == 404
    assert client_of(admin).get(url).status_code == 200
