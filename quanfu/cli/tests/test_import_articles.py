"""`quanfu import articles` as an operator meets it."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import translation

from quanfu.cli.import_ import command
from quanfu.knowledge.models import Article
from quanfu.org.models import Unit

pytestmark = pytest.mark.django_db


def test_good_lines_go_in_wrong_ones_are_named_and_written_beside_the_file(
    company: Unit, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("问题,答案,公开\n怎么报停,带户号,是\n没有答案,,否\n", encoding="utf-8")
    with translation.override("en"):
        dry = CliRunner().invoke(command, ["articles", str(file), "--company", company.code, "--dry-run"])
        assert dry.exit_code == 1 and not Article.objects.exists()
        ran = CliRunner().invoke(command, ["articles", str(file), "--company", company.code])
    assert ran.exit_code == 1 and Article.objects.get().is_public
    assert "3: ✗" in ran.output
    assert "没有答案" in (tmp_path / "list.errors.csv").read_text(encoding="utf-8-sig")


def test_an_unknown_person_is_a_problem_told_in_a_line(company: Unit, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("title,body\n一,二\n", encoding="utf-8")
    with translation.override("en"):
        ran = CliRunner().invoke(
            command, ["articles", str(file), "--company", company.code, "--by", "nobody"]
        )
    assert ran.exit_code != 0 and "nobody" in str(ran.exception) and not Article.objects.exists()
