"""A practice that proved itself becomes the way we work."""

from collections.abc import Callable

import pytest
from django.test import Client

from quanfu.core.actions.rule import set_rule
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.models import JournalEntry
from quanfu.knowledge.actions.article import save_article
from quanfu.knowledge.enums import ArticleKind
from quanfu.knowledge.models import Article
from quanfu.org.models import Person, Unit
from quanfu.quality.actions.adoption import adopt_practice
from quanfu.quality.models import Adoption
from quanfu.training.models import CertificateKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(company: Unit) -> Article:
    return save_article(
        instance=None,
        company=company,
        by=SYSTEM,
        title="供热前逐户排气",
        body="首周报修下降 37%。",
        kind=ArticleKind.PRACTICE,
    )


@pytest.mark.req("KNB-8")
def test_an_adopted_practice_is_linked_to_the_changed_standard_and_its_training(
    practice: Article, company: Unit, zheng: Person, client_of: Callable[[Person], Client]
) -> None:
    changed = set_rule(code="knowledge.review_days", value=90, company=company.pk, by=zheng)
    training = CertificateKind.objects.create(company=company, code="air", name="系统排气")
    client = client_of(zheng)
    wish = {"rule": changed.pk, "certificate_kind": training.pk, "text": "供热前一周逐户排气"}
    assert client.post(f"/quality/articles/{practice.pk}/adoption/", wish).status_code == 303
    made = Adoption.objects.get(article=practice)
    assert (made.rule, made.certificate_kind) == (changed, training)
    panel = client.get(f"/quality/articles/{practice.pk}/adoption/panel/").content.decode()
    assert "系统排气" in panel and "90" in panel and "供热前一周逐户排气" in panel
    assert JournalEntry.objects.filter(event="quality.adoption.created").count() == 1


def test_adoption_without_standard_or_training_and_of_what_is_no_practice_is_refused(
    practice: Article, company: Unit, other_company: Unit, zheng: Person
) -> None:
    changed = set_rule(code="knowledge.review_days", value=90, by=SYSTEM)
    training = CertificateKind.objects.create(company=company, code="air", name="系统排气")
    theirs = CertificateKind.objects.create(company=other_company, code="air", name="系统排气")
    plain = save_article(instance=None, company=company, by=SYSTEM, title="普通", body="文")
    for article, rule, kind in (
        (practice, None, training),
        (practice, changed, None),
        (practice, changed, theirs),
        (plain, changed, training),
    ):
        with pytest.raises(Refused):
            adopt_practice(article=article, rule=rule, policy=None, certificate_kind=kind, text="x", by=zheng)
    adopt_practice(article=practice, rule=changed, policy=None, certificate_kind=training, text="x", by=zheng)
    with pytest.raises(AlreadyDone):
        adopt_practice(
            article=practice, rule=changed, policy=None, certificate_kind=training, text="x", by=zheng
        )
