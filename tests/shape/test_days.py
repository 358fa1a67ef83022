"""A day is a day somewhere: instants are kept in UTC, and for eight hours their day there is not the company's."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.shape.house import PACKAGE, assert_none, calls, contexts, place, python_files, tree

HERE = ("astimezone", "localtime", "_local")  # what gives an instant the clock of a place


def is_local(node: ast.AST) -> bool:
    called = getattr(node, "func", None)
    return (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) in HERE


def named_local(path: Path) -> Iterator[str]:
    """Names that are given an instant of a place, anywhere in the file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = (
                    zip(target.elts, node.value.elts, strict=False)
                    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                    else [(target, node.value)]
                )
                yield from (
                    name.id for name, value in pairs if isinstance(name, ast.Name) and is_local(value)
                )


def test_the_day_of_an_instant_is_asked_for_in_a_place() -> None:
    wrong = [
        place(path, call)
        for context in contexts()
        for path in python_files(PACKAGE / context)
        for call in calls(path, "date")
        if isinstance(call.func, ast.Attribute) and not call.args
        if not is_local(call.func.value)
        if getattr(call.func.value, "id", "") not in set(named_local(path))
    ]
    assert_none([f"{each}: localdate(…), or .date() of a localtime(…)" for each in wrong])
