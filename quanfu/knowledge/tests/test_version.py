"""From a draft to what readers see."""

from collections.abc import Callable

import pytest
from django.test import Client

from quanfu.core.actor import SYSTEM
from quanfu.core.actions.rule import set_rule
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.knowledge.actions.article import save_article
from quanfu.knowledge.actions.version import review_version, submit_version, write_article, write_version
from quanfu.knowledge.enums import VersionState
from quanfu.knowledge.models import Article, Version
from quanfu.org.models import Person, Unit

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
    assert client_of(li).post(f"/knowledge/versions/{draft.pk}/review/", {"verdict": "approve"}).status_code == 404
    with pytest.raises(Refused):
        review_version(version=draft, approved=True, by=li)
    season.refresh_from_db()
    assert (season.version, season.body) == (1, "10 月 20 日起。")

    assert client_of(zheng).post(f"/knowledge/versions/{draft.pk}/review/", {"verdict": "approve"}).status_code == 303
    season.refresh_from_db()
    assert (season.version, season.body) == (2, "10 月 15 日起。")
    assert list(season.versions.order_by("number").values_list("state", flat=True)) == ["replaced", "published"]
    history = client_of(zheng).get(f"/knowledge/articles/{season.pk}/versions/").content.decode()
    assert "郑国栋" in history and "李静" in history
    shown = client_of(li).get(f"/knowledge/versions/{draft.pk}/").content.decode()
    assert "<del>20</del>" in shown.replace("<del>20", "<del>20") or "<ins>" in shown
