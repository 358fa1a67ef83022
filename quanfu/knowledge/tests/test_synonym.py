"""Words of one meaning, as they are kept."""

from collections.abc import Callable

import pytest
from django.test import Client

from quanfu.core.actor import SYSTEM
from quanfu.knowledge.actions.article import save_article
from quanfu.knowledge.models import Synonym
from quanfu.knowledge.views import synonym as synonym_views
from quanfu.org.models import Person, Unit
from quanfu.ui.crud_tests import CrudTests

pytestmark = pytest.mark.django_db


class TestSynonyms(CrudTests):
    crud = synonym_views.crud

    @pytest.fixture
    def make(self, company: Unit) -> Callable[[int], Synonym]:
        return lambda n: Synonym.objects.create(company=company, words=f"词{n}, 语{n}")

    @pytest.fixture
    def valid(self) -> dict[str, object]:
        return {"words": "退费，退款 退钱"}

    @pytest.fixture
    def invalid(self) -> dict[str, str]:
        return {"words": "孤单"}


def test_what_is_written_in_the_form_is_found_from_the_next_search_on_by_staff_and_visitors(
    company: Unit, zheng: Person, client_of: Callable[[Person], Client]
) -> None:
    article = save_article(
        instance=None, company=company, by=SYSTEM, title="怎么申请退费", body="网上办理", is_public=True
    )
    client, helps = client_of(zheng), f"/c/{company.code}/help/"
    assert f"{helps}{article.pk}/" not in Client().get(helps, {"q": "还钱"}).content.decode()
    form = client.get("/knowledge/synonyms/new/").content.decode()
    assert "退费, 退款, 退钱" in form  # how to write them
    assert client.post("/knowledge/synonyms/new/", {"words": "退费、还钱"}).status_code == 303
    assert f"{helps}{article.pk}/" in Client().get(helps, {"q": "还钱"}).content.decode()
    assert "怎么申请" in client.get("/knowledge/articles/", {"q": "还钱"}).content.decode()
    assert Synonym.objects.get().words == "退费, 还钱"
