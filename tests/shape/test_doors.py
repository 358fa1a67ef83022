"""Policy at the door: every view says who may enter, and fetching is authorising."""

import ast

import pytest

from tests.shape.house import PACKAGE, calls, constants, contexts, functions, imports, place, python_files, urls


def test_every_view_carries_its_policy() -> None:
    bare = [f"{context}:{name}" for context, name, view in urls() if not getattr(view, "page", None)]
    assert bare == []


def test_the_permission_of_a_page_is_its_name() -> None:
    wrong = [
        f"{context}:{name} asks for {view.page.permission!r}"
        for context, name, view in urls()
        if getattr(view, "page", None) and view.page.permission != f"{context}.{name}"
    ]
    assert wrong == []


def test_the_permission_of_a_page_is_a_constant_of_its_context() -> None:
    known = {
        text
        for context in contexts()
        if (path := PACKAGE / context / "permissions.py").exists()
        for text in constants(path).values()
    }
    asked = {view.page.permission for _c, _n, view in urls() if getattr(view, "page", None) and view.page.door == "person"}
    assert asked - known == set()


def test_no_view_fetches_past_the_access_queries() -> None:
    found = []
    for context in contexts():
        for path in python_files(PACKAGE / context / "views"):
            found += [place(path, call) for call in calls(path, "get_object_or_404", "get_list_or_404")]
            found += [
                place(path, node)
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager")
            ]
    assert found == []


def test_below_the_views_nobody_knows_http() -> None:
    """Http404 in queries is the exception: it is how an `access_*` query refuses."""
    found = []
    for context in contexts():
        if context in ("ui", "api"):
            continue
        for path in python_files(PACKAGE / context):
            role = path.relative_to(PACKAGE / context).parts[0]
            if role in ("views", "urls.py", "middleware.py", "adapters", "account.py", "urls_account.py"):
                continue
            allowed = {"django.http.Http404"} if role == "queries" else set[str]()
            found += [
                f"{place(path, node)}: {name}"
                for node, name in imports(path)
                if name.startswith("django.http") and name not in allowed
            ]
    assert found == []


@pytest.mark.parametrize("context", contexts())
def test_an_action_takes_keywords_only_and_says_who_acts(context: str) -> None:
    wrong = []
    for path in python_files(PACKAGE / context / "actions"):
        for function in functions(path):
            arguments = function.args
            positional = arguments.posonlyargs or arguments.args or arguments.vararg
            if positional or "by" not in {argument.arg for argument in arguments.kwonlyargs}:
                wrong.append(f"{place(path, function)} {function.name}")
    assert wrong == []
