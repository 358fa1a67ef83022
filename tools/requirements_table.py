#!/usr/bin/env python3
"""Fills the column "proved by" of docs/requirements.md from the marks @pytest.mark.req("ASG-9") of the tests.

requirements_table.py update    writes the column (and the count above the table)
requirements_table.py check     fails when it is not what the tests say now
"""

import ast
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "requirements.md"
COUNT = "Proved by at least one test: "


def proofs() -> dict[str, set[str]]:
    """Row → files with a test that claims it. A mark may stand on a test, a class or a module (pytestmark)."""
    found = defaultdict[str, set[str]](set)
    for path in sorted([*ROOT.glob("quanfu/**/test_*.py"), *ROOT.glob("tests/**/test_*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.req":
                for row in node.args:
                    if isinstance(row, ast.Constant):
                        found[str(row.value)].add(path.relative_to(ROOT).as_posix())
    return found


def rendered(text: str) -> str:
    found = proofs()
    lines, rows, proved = [], 0, 0
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 3 and "-" in cells[0] and cells[0][-1].isdigit():
            files = sorted(found.get(cells[0], ()))
            rows, proved = rows + 1, proved + bool(files)
            line = f"| {cells[0]} | {cells[1]} | {'<br>'.join(f'`{file}`' for file in files) or '–'} |"
        lines.append(line)
    return (
        "\n".join(f"{COUNT}{proved} of {rows} rows." if line.startswith(COUNT) else line for line in lines)
        + "\n"
    )


def main(arguments: list[str]) -> int:
    if arguments not in (["update"], ["check"]):
        print(__doc__)
        return 2
    text = PAGE.read_text(encoding="utf-8")
    if arguments == ["update"]:
        PAGE.write_text(rendered(text), encoding="utf-8")
    elif rendered(text) != text:
        print(
            "docs/requirements.md is not what the tests say. Run: .venv/bin/python tools/requirements_table.py update"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
