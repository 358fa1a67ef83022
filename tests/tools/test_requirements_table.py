"""tools/requirements_table.py: docs/requirements.md says what the tests say."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGE = """Proved by at least one test: 9 of 9 rows.

| Row | What | Proved by |
|---|---|---|
| ASG-1 | Ranking | old |
| ASG-2 | Balance | `gone.py` |
"""


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "requirements_table", ROOT / "tools" / "requirements_table.py"
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text('@pytest.mark.req("ASG-1", "ASG-7")\ndef test_x(): ...\n')
    (tmp_path / "page.md").write_text(PAGE)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "PAGE", tmp_path / "page.md")
    return module


def test_each_row_names_the_files_that_claim_it(table: ModuleType) -> None:
    assert table.main(["update"]) == 0
    text = table.PAGE.read_text()
    assert "| ASG-1 | Ranking | `tests/test_a.py` |" in text
    assert "| ASG-2 | Balance | – |" in text
    assert "1 of 2 rows" in text


def test_a_stale_table_is_told_and_a_fresh_one_is_not(table: ModuleType) -> None:
    assert table.main(["check"]) == 1
    table.main(["update"])
    assert table.main(["check"]) == 0


def test_anything_else_is_wrong_usage(table: ModuleType) -> None:
    assert table.main([]) == 2
