"""The public part of the library, read by visitors and search engines."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from quanfu.api.actions.token import make_token
from quanfu.core.actor import SYSTEM
from quanfu.knowledge.actions.article import retire_article, save_article
from quanfu.knowledge.actions.topic import save_topic
from quanfu.knowledge.actions.version import review_version, submit_version, write_article, write_version
from quanfu.knowledge.models import Article, Gap
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
SECRET = "绝密口令七七"


@pytest.fixture
def shown(company: Unit) -> Article:
    topic = save_topic(instance=None, company=company, name="缴费与退费", name_en="Payment", by=SYSTEM)
    return save_article(
        instance=None, company=company, by=SYSTEM, title="热费怎么退费", body="公众号提交**退费**申请。", title_en="How to get a refund",
        body_en="Apply online.", topic=topic, is_public=True,
    )  # fmt: skip


@pytest.fixture
def internal(company: Unit) -> Article:
    return save_article(
        instance=None, company=company, by=SYSTEM, title="退费审批权限", body=f"退费 {SECRET}", words=SECRET
    )


@pytest.mark.req("KNB-10")
def test_a_visitors_search_finds_the_public_entry_and_no_internal_one(
    company: Unit, shown: Article, internal: Article
) -> None:
    page = Client().get(f"/c/{company.code}/help/", {"q": "退费"}).content.decode()
    assert f"/c/{company.code}/help/{shown.pk}/" in page and "审批权限" not in page and SECRET not in page
    assert Client().get(f"/c/{company.code}/help/{shown.pk}/").status_code == 200


@pytest.mark.req("KNB-10")
def test_an_internal_entry_a_draft_and_a_retired_one_are_behind_no_door(
    company: Unit, other_company: Unit, shown: Article, internal: Article, li: Person, zheng: Person
) -> None:
    draft = write_article(company=company, title=f"草稿{SECRET}", body=SECRET, is_public=True, by=li)
    retired = save_article(
        instance=None, company=company, by=SYSTEM, title=f"旧{SECRET}", body=SECRET, is_public=True
    )
    retire_article(article=retired, by=SYSTEM)
    changed = write_version(article=shown, title=shown.title, body=f"新 {SECRET}", is_public=True, by=li)
    submit_version(version=changed, by=li)
    visitor, helps = Client(), f"/c/{company.code}/help/"
    for hidden in (internal, draft.article, retired):
        assert visitor.get(f"{helps}{hidden.pk}/").status_code == 404
        assert visitor.post(f"{helps}{hidden.pk}/opinion/", {"is_helpful": "yes"}).status_code == 404
    assert visitor.get(f"/c/{other_company.code}/help/{shown.pk}/").status_code == 404
    doors = [
        helps,
        f"{helps}?q={SECRET}",
        f"{helps}?q=退费",
        f"{helps}?topic=0",
        f"{helps}{shown.pk}/",
        "/sitemap.xml",
        f"/c/{company.code}/",
    ]
    for door in doors:
        body = (
            visitor.get(door)
            .content.decode()
            .replace(f'value="{SECRET}"', "")
            .replace(f"“{SECRET}”", "")
            .replace(f"<title>{SECRET}", "")
        )
        assert SECRET not in body, door
    token = make_token(person=li, by=SYSTEM)
    found = (
        Client(headers={"authorization": f"Bearer {token}"})
        .get("/api/v1/knowledge/search", {"q": SECRET})
        .json()
    )
    assert found == {"items": []}
    assert {
        a["title"]
        for a in Client(headers={"authorization": f"Bearer {token}"})
        .get("/api/v1/knowledge/search", {"q": "退费"})
        .json()["items"]
    } == {shown.title}


def test_an_attachment_becomes_public_only_with_its_version(
    company: Unit, shown: Article, li: Person, zheng: Person
) -> None:
    upload = ContentFile(b"form", name="tuifei.txt")
    draft = write_version(
        article=shown, title=shown.title, body=shown.body, is_public=True, files=[upload], by=li
    )
    path = f"/c/{company.code}/help/{shown.pk}/"
    assert "tuifei.txt" not in Client().get(path).content.decode()
    submit_version(version=draft, by=li)
    review_version(version=draft, approved=True, by=zheng)
    visitor = Client()
    link = re.search(r'href="(/core/files/[^"]+)"', visitor.get(path).content.decode())
    assert link and visitor.get(link.group(1).replace("&amp;", "&")).status_code == 200
    assert Client().get(link.group(1).replace("&amp;", "&")).status_code == 404


def test_the_page_names_its_address_languages_and_question_to_search_engines(
    company: Unit, shown: Article
) -> None:
    page = Client().get(f"/c/{company.code}/help/{shown.pk}/").content.decode()
    here = f"/c/{company.code}/help/{shown.pk}/"
    assert re.search(rf'<link rel="canonical" href="[^"]*{here}">', page)
    assert 'hreflang="zh-Hans"' in page and re.search(
        rf'hreflang="en" href="[^"]*{re.escape(here)}\?lang=en"', page
    )
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S).group(1))  # type: ignore[union-attr]
    assert data["@type"] == "FAQPage" and data["mainEntity"][0]["name"] == "热费怎么退费"
    english = Client().get(f"{here}?lang=en")
    assert english["Content-Language"] == "en" and "How to get a refund" in english.content.decode()
    assert re.search(rf'rel="canonical" href="[^"]*{re.escape(here)}\?lang=en"', english.content.decode())


def test_the_data_for_search_engines_cannot_be_ended_from_within(company: Unit) -> None:
    evil = "</script><script>alert(1)</script><!--"
    article = save_article(instance=None, company=company, by=SYSTEM, title=evil, body=evil, is_public=True)
    page = Client().get(f"/c/{company.code}/help/{article.pk}/").content.decode()
    assert "<script>alert" not in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S).group(1))  # type: ignore[union-attr]
    assert data["mainEntity"][0]["name"] == evil


def test_the_map_of_the_site_names_every_public_page_in_each_language(
    company: Unit, shown: Article, internal: Article
) -> None:
    tree = ElementTree.fromstring(Client().get("/sitemap.xml").content)
    addresses = [node.text or "" for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert any(a.endswith(f"/help/{shown.pk}/") for a in addresses) and any(
        a.endswith(f"/help/{shown.pk}/?lang=en") for a in addresses
    )
    assert not any(f"/help/{internal.pk}/" in a for a in addresses)
    robots = Client().get("/robots.txt")
    assert (
        robots["Content-Type"].startswith("text/plain")
        and b"/sitemap.xml" in robots.content
        and b"Disallow: /track/" in robots.content
    )


def test_a_search_in_vain_is_counted_and_what_looks_personal_is_not_kept(
    company: Unit, shown: Article
) -> None:
    for _time in range(3):
        Client().get(f"/c/{company.code}/help/", {"q": "以旧换新"})
    Client().get(f"/c/{company.code}/help/", {"q": "张三丰 13812345678 搬家"})
    assert Gap.objects.get(words="以旧换新").count == 3
    assert not Gap.objects.filter(words__contains="138").exists()


def test_how_many_opinions_one_address_may_have_is_set(company: Unit, shown: Article, set_rule: Any) -> None:
    set_rule("portal.opinions_per_hour_per_address", 1)
    path = reverse("portal:opinion.create", args=[company.code, shown.pk])
    sent = [Client().post(path, {"is_helpful": "yes"}).status_code for _ in range(2)]
    shown.refresh_from_db()
    assert sent[0] == 303 and sent[1] != 303 and shown.helpful == 1


def test_how_many_answers_a_search_shows_is_set(company: Unit, shown: Article, set_rule: Any) -> None:
    save_article(
        instance=None, company=company, by=SYSTEM, title="退费要多久", body="三天退费", is_public=True
    )

    def found() -> int:
        page = Client().get(f"/c/{company.code}/help/", {"q": "退费"}).content.decode()
        return len(set(re.findall(rf"/c/{company.code}/help/(\d+)/", page)))

    assert found() == 2
    set_rule("portal.articles_found", 1)
    assert found() == 1


def test_one_browser_has_one_opinion_and_may_change_it(company: Unit, shown: Article) -> None:
    visitor, path = Client(), reverse("portal:opinion.create", args=[company.code, shown.pk])
    for word in ("yes", "yes", "no"):
        assert visitor.post(path, {"is_helpful": word, "text": "少了金额"}).status_code == 303
    Client().post(path, {"is_helpful": "yes"})
    shown.refresh_from_db()
    assert (shown.helpful, shown.unhelpful) == (1, 1)


def test_the_list_asks_as_often_for_30_entries_as_for_one(company: Unit, shown: Article) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        Client().get(f"/c/{company.code}/help/")
        with CaptureQueriesContext(connection) as caught:
            assert Client().get(f"/c/{company.code}/help/").status_code == 200
        return len(caught)

    one = count()
    for n in range(30):
        save_article(instance=None, company=company, by=SYSTEM, title=f"问题 {n}", body="答", is_public=True)
    assert count() == one
