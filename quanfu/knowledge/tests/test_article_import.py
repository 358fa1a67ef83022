"""Lists of articles from outside."""

import json
from pathlib import Path

import pytest
import xlsxwriter

from quanfu.core.actor import SYSTEM
from quanfu.core.tables import Unreadable
from quanfu.core.testing import naughty_strings
from quanfu.knowledge.actions.article_import import Outcome, import_articles
from quanfu.knowledge.models import Article, Topic, Version
from quanfu.knowledge.queries.article_list import read_articles
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
LIST = """title,body,topic,public,owner,tags,title_en,body_en
怎么报停,带户号到窗口办理,报停 / 办理,是,li,"停供,停暖",,
测温规程,两人入户,内部,否,,,,
,没有标题,,,,,,
怎么报停,又来一次,,,,,,
坏公开,正文,,也许,,,,
无人,正文,,,nobody,,,
半英文,正文,,,,,Half,
"""


def bring_in(company: Unit, file: Path, *, dry_run: bool = False) -> Outcome:
    return import_articles(company=company, rows=read_articles(file), by=SYSTEM, dry_run=dry_run)


def test_good_lines_are_published_with_topic_owner_and_words_and_the_others_named(
    company: Unit, li: Person, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(LIST, encoding="gb18030")
    outcome = bring_in(company, file)
    assert (outcome.added, outcome.changed, outcome.known) == (2, 0, 0)
    assert [line for line, _row, _reason in outcome.wrong] == [4, 5, 6, 7, 8]
    article = Article.objects.get(title="怎么报停")
    assert (article.version, article.is_public, article.owner, article.words) == (1, True, li, "停供,停暖")
    assert (
        article.topic
        and article.topic.name == "办理"
        and article.topic.parent
        and article.topic.parent.name == "报停"
    )
    assert not Article.objects.get(title="测温规程").is_public


def test_the_same_list_twice_changes_nothing_and_another_text_makes_a_new_version(
    company: Unit, tmp_path: Path
) -> None:
    file = tmp_path / "a.jsonl"
    rows = [
        {"title": "供热期", "body": "10 月 20 日起", "public": True, "tags": ["采暖期", "供暖"]},
        {"title": "测温", "body": "两人"},
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    assert bring_in(company, file).added == 2
    before = list(Article.objects.order_by("pk").values())
    assert bring_in(company, file).known == 2
    assert list(Article.objects.order_by("pk").values()) == before and Version.objects.count() == 2
    file.write_text(json.dumps(rows[0] | {"body": "10 月 15 日起"}), encoding="utf-8")
    assert bring_in(company, file).changed == 1
    changed = Article.objects.get(title="供热期")
    assert (changed.version, changed.body) == (2, "10 月 15 日起")


def test_a_dry_run_writes_nothing(company: Unit, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("问题,答案,主题,公开\n供热期,10 月 20 日起,供热,是\n", encoding="utf-8")
    assert bring_in(company, file, dry_run=True).added == 1
    assert not Article.objects.exists() and not Topic.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("heads.csv", b"foo,bar\n1,2\n", "foo, bar"),
        ("noise.csv", bytes(range(256)) * 20, "title"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(128, 256)) * 9, "title"),
        ("list.json", b'[{"title": "a", "body": "b"}]', "JSON"),
        ("empty.csv", b"", ""),
        ("broken.xlsx", b"PK\x03\x04 cut off", ""),
    ],
)
def test_a_file_that_is_no_list_of_articles_is_refused_as_a_whole(
    company: Unit, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        bring_in(company, tmp_path / name)
    assert said in str(refused.value)
    assert not Article.objects.exists()


def test_an_excel_workbook_is_read_as_well(company: Unit, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["标题", "正文", "分类"])
        sheet.write_row(1, 0, ["怎么交费", "公众号或服务大厅", "缴费"])
    assert bring_in(company, tmp_path / "a.xlsx").added == 1


def test_broken_lines_of_json_are_named_and_naughty_strings_come_in_or_are_refused(
    company: Unit, tmp_path: Path
) -> None:
    file = tmp_path / "a.jsonl"
    lines = ['{"title": "好", "body": "好"}', "{broken", "[1]", '{"title": 5, "body": null}']
    lines += [
        json.dumps({"title": f"{n} {text}"[:120], "body": text or "x"})
        for n, text in enumerate(naughty_strings()[:120])
    ]
    file.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    outcome = bring_in(company, file)
    assert {2, 3, 4} <= {line for line, _row, _reason in outcome.wrong}
    assert outcome.added + len(outcome.wrong) == len(lines)
