"""The library in print."""

import re

import pypdfium2
import pytest
from django.test import Client

from quanfu.core.actor import SYSTEM
from quanfu.knowledge.actions.article import save_article
from quanfu.knowledge.actions.topic import save_topic
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page without blanks, which the typesetter puts between Chinese and digits."""
    return ["".join(page.get_textpage().get_text_bounded().split()) for page in pypdfium2.PdfDocument(pdf)]


@pytest.fixture
def stocked(company: Unit) -> Unit:
    topics = [
        save_topic(
            instance=None, company=company, name=f"章节{n}", name_en=f"Chapter {n}", position=n, by=SYSTEM
        )
        for n in range(5)
    ]
    for n in range(40):
        save_article(
            instance=None, company=company, by=SYSTEM, title=f"第{n}个问题怎么办", body=f"办法{n}：\n\n1. **先**看\n2. 再办\n\n| 甲 | 乙 |\n| - | - |\n| 1 | 2 |",
            topic=topics[n % 5], is_public=n % 4 != 0, title_en=f"Question {n}" if n < 3 else "", body_en=f"Answer {n}" if n < 3 else "",
        )  # fmt: skip
    return company


@pytest.mark.req("KNB-6")
def test_40_published_entries_are_printed_with_a_contents_list_topics_and_page_numbers(
    stocked: Unit, li: Person
) -> None:
    client = Client()
    client.force_login(li)
    response = client.get("/knowledge/handbook/")
    assert response["Content-Type"] == "application/pdf"
    pages = pages_of(response.content)
    text = "\n".join(pages)
    assert "答复手册" in pages[0] and "目录" in pages[1]
    contents = "\n".join(pages[1:4])
    assert all(f"章节{n}" in contents for n in range(5)) and all(
        f"第{n}个问题怎么办" in contents for n in range(40)
    )
    assert all(f"办法{n}：" in text for n in range(40))
    assert f"第{len(pages)}页/共{len(pages)}页" in pages[-1]


def test_questions_are_numbered_within_their_chapter_and_short_ones_stay_on_one_page(
    stocked: Unit, li: Person
) -> None:
    client = Client()
    client.force_login(li)
    pages = pages_of(client.get("/knowledge/handbook/").content)
    assert "1章节0" in pages[1] and re.search(r"2\.8第\d+个问题怎么办\.{3}", "".join(pages[1:3]))
    for n in range(40):
        (begins,) = [page for page in pages[3:] if f"第{n}个问题怎么办" in page and f"办法{n}：" in page]
        assert begins.index(f"办法{n}：") < begins.index("第1版", begins.index(f"办法{n}："))


def test_the_handbook_for_customers_leaves_out_what_is_internal(stocked: Unit, li: Person) -> None:
    client = Client()
    client.force_login(li)
    text = "\n".join(pages_of(client.get("/knowledge/handbook/", {"for": "customers"}).content))
    assert "第1个问题怎么办" in text and "第4个问题怎么办" not in text
    english = "\n".join(pages_of(client.get("/knowledge/handbook/", {"in": "en"}).content))
    assert "Question2" in english and "第5个问题" not in english


def test_what_an_article_says_is_never_read_as_source_of_the_typesetter(company: Unit, li: Person) -> None:
    evil = '#read("/etc/passwd") $x$ #panic("no") \\ *a* <label> @ref // c /* d */ `raw` "quoted" #import "x.typ"'
    save_article(instance=None, company=company, by=SYSTEM, title=f"题 {evil}"[:120], body=evil)
    client = Client()
    client.force_login(li)
    text = "".join(pages_of(client.get("/knowledge/handbook/").content))
    assert '#read("/etc/passwd")' in text and '#panic("no")' in text and "root:" not in text


def test_nothing_to_print_says_so(company: Unit, li: Person) -> None:
    client = Client()
    client.force_login(li)
    assert client.get("/knowledge/handbook/").status_code == 303
