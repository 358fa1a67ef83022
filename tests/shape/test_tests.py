"""A test that cannot fail proves nothing, and a skip says why."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.shape.house import PACKAGE, ROOT, assert_none, calls, place, python_files, tree


def files_of_tests() -> list[Path]:
    files = [*python_files(PACKAGE, tests=True), *python_files(ROOT / "tests", tests=True)]
    return [path for path in files if path.name.startswith("test_")]


def cases(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def helpers_that_assert(path: Path) -> set[str]:
    """Functions whose own body asserts: calling one is asserting."""
    return {
        node.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and _asserts(node, set())
    } - {test.name for test in cases(path)}


def _asserts(function: ast.FunctionDef, helpers: set[str]) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if (
                name in helpers
                or "assert" in name
                or name.startswith("expect")
                or name in ("raises", "fail", "warns")
            ):
                return True
    return False


def test_every_test_asserts() -> None:
    empty = [
        f"{place(path, test)} {test.name}"
        for path in files_of_tests()
        for helpers in [helpers_that_assert(path)]
        for test in cases(path)
        if not _asserts(test, helpers)
    ]
    assert_none(empty)


def test_every_skip_carries_a_reason() -> None:
    silent = []
    for path in [*files_of_tests(), *PACKAGE.rglob("conftest.py"), *ROOT.glob("tests/**/conftest.py")]:
        for call in calls(path, "skip", "xfail"):
            if not call.args and not any(k.arg in ("reason", "msg") for k in call.keywords):
                silent.append(place(path, call))
        for call in calls(path, "skipif"):
            if not any(k.arg == "reason" for k in call.keywords):
                silent.append(place(path, call))
    assert_none(silent)


def test_a_row_named_by_a_test_is_in_the_catalogue() -> None:
    """docs/requirements.md is made from these marks; a mistyped row would vanish from it unseen."""
    known = {
        line.split("|")[1].strip()
        for line in (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    }
    unknown = [
        f"{place(path, call)}: {argument.value}"
        for path in files_of_tests()
        for call in calls(path, "req")
        for argument in call.args
        if isinstance(argument, ast.Constant) and argument.value not in known
    ]
    assert_none(unknown)
