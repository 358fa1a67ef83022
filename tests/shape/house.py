"""What the shape tests look at: contexts, their files as syntax trees, the views behind every URL."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "quanfu"
# Low to high: a context imports only those to its left.
FLOORS = [
    "core", "ui", "org", "governance", "knowledge", "training", "customers", "channels", "desk", "workorders", "sales",
    "projects", "billing", "aftersales", "sla", "surveys", "quality", "performance", "reports", "portal", "api",
]  # fmt: skip
KERNEL = ("core", "ui")  # libraries for all; the others are contexts of the trade
VERBS = ("index", "show", "create", "update", "delete", "panel")
# Folders of quanfu/ that are no contexts: they may import all, nobody imports them.
ABOVE = ("cli", "packs")


def assert_none(found: list[str]) -> None:
    """All that was found, one a line: pytest would cut a list short."""
    assert not found, "\n" + "\n".join(found)


def contexts() -> list[str]:
    return [name for name in FLOORS if (PACKAGE / name / "__init__.py").exists()]


def python_files(under: Path = PACKAGE, *, tests: bool = False) -> Iterator[Path]:
    for path in sorted(under.rglob("*.py")):
        parts = path.relative_to(under).parts
        if "migrations" not in parts and (
            tests or not ("tests" in parts or path.name.startswith(("conftest", "testing")))
        ):
            yield path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    return path.relative_to(ROOT).as_posix() + (f":{node.lineno}" if node and hasattr(node, "lineno") else "")


def imports(path: Path) -> Iterator[tuple[ast.stmt, str]]:
    """(statement, full dotted name) of every import that runs; those under TYPE_CHECKING do not."""

    def walk(nodes: list[ast.stmt]) -> Iterator[tuple[ast.stmt, str]]:
        for node in nodes:
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                yield from walk(node.orelse)
            elif isinstance(node, ast.Import):
                yield from ((node, name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((node, f"{node.module}.{name.name}") for name in node.names)
            else:
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.stmt):
                        yield from walk([child])

    yield from walk(tree(path).body)


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    """Calls of a function or method with one of these names."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Public functions at the top of the file."""
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def constants(path: Path) -> dict[str, str]:
    """NAME = "text" at the top of the file."""
    found = {}
    for node in tree(path).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                found[name] = text
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str(text))):
                found[name] = text
    return found


def urls() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """(namespace, URL name, view) of every page of a context.

    The API's operations are left out: their door is the token, asked for in one place (`api/urls.py`: auth=Bearer()).
    """
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(
        patterns: list[URLPattern | URLResolver], namespace: str
    ) -> Iterator[tuple[str, str, Callable[..., Any]]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, pattern.namespace or namespace)
            elif namespace in FLOORS and (
                namespace != "api" or pattern.callback.__module__.startswith("quanfu.")
            ):
                yield namespace, pattern.name or "", pattern.callback

    yield from walk(get_resolver().url_patterns, "")
