"""Dated settings: one that nobody reads is a promise not kept, one that nobody defined is a crash."""

import ast
import importlib
import re

from quanfu.core.rules import DEFINITIONS
from tests.shape.house import PACKAGE, ROOT, assert_none, calls, contexts, place, python_files, tree


def define_all() -> None:
    for context in contexts():
        if (PACKAGE / context / "rules.py").exists():
            importlib.import_module(f"quanfu.{context}.rules")


def patterns(node: ast.AST) -> list[str]:
    """Regular expressions for the codes a text or f-string may be: parts that are computed match anything."""
    match node:
        case ast.Constant(value=str(text)):
            return [re.escape(text)]
        case ast.JoinedStr(values=values):
            return [
                "".join(re.escape(v.value) if isinstance(v, ast.Constant) else r"[a-z0-9_.]+" for v in values)
            ]
    return []


def test_every_rule_that_is_read_is_defined() -> None:
    define_all()
    unknown = [
        place(path, call)
        for path in python_files()
        for call in calls(path, "rule")
        if call.args
        for pattern in patterns(call.args[0])
        if not any(re.fullmatch(pattern, code) for code in DEFINITIONS)
    ]
    assert_none(unknown)


def test_every_rule_that_is_defined_is_read() -> None:
    define_all()
    texts = [
        pattern
        for path in python_files()
        if path.name != "rules.py" or path.parent.name == "core"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for pattern in patterns(node)
        if pattern.count(r"\.") == 1 or "[a-z0-9_.]+" in pattern
    ]
    codes = [text for text in set(texts) if "." in text and text != r"[a-z0-9_.]+"]
    unread = [code for code in DEFINITIONS if not any(re.fullmatch(pattern, code) for pattern in codes)]
    assert_none(unread)


def test_every_rule_is_named_by_a_test_that_sets_it() -> None:
    """By its whole code, so that who looks for the test of a setting finds it. Texts that stand for themselves do not count."""
    define_all()
    files = [*python_files(PACKAGE, tests=True), *python_files(ROOT / "tests", tests=True)]
    named = {
        node.value
        for path in files
        if "tests" in path.parts and not path.is_relative_to(ROOT / "tests" / "shape")
        for root in [tree(path)]
        for said in [{id(n.value) for n in ast.walk(root) if isinstance(n, ast.Expr)}]
        for node in ast.walk(root)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
    }
    assert_none(
        [f"{code}: no test sets it and shows what changes" for code in DEFINITIONS if code not in named]
    )


def test_a_rule_belongs_to_the_context_that_defines_it() -> None:
    wrong = [
        place(path, call)
        for path in python_files()
        for call in calls(path, "define")
        if path.name == "rules.py" and call.args and isinstance(call.args[0], ast.Constant)
        if str(call.args[0].value).split(".")[0] != path.parent.name
    ]
    assert_none(wrong)
