"""Policy at the door: every view says who may enter, and fetching is authorising."""

import ast

import pytest

from tests.shape.house import (
    PACKAGE,
    assert_none,
    calls,
    constants,
    contexts,
    functions,
    imports,
    place,
    python_files,
    urls,
)


def test_every_view_carries_its_policy() -> None:
    bare = [f"{context}:{name}" for context, name, view in urls() if not getattr(view, "page", None)]
    assert_none(bare)


def test_the_permission_of_a_page_is_its_name() -> None:
    wrong = [
        f"{context}:{name} asks for {view.page.permission!r}"
        for context, name, view in urls()
        if getattr(view, "page", None) and view.page.permission != f"{context}.{name}"
    ]
    assert_none(wrong)


def test_the_permission_of_a_page_is_a_constant_of_its_context() -> None:
    known = {
        text
        for context in contexts()
        if (path := PACKAGE / context / "permissions.py").exists()
        for text in constants(path).values()
    }
    asked = {
        view.page.permission
        for _c, _n, view in urls()
        if getattr(view, "page", None) and view.page.door == "person"
    }
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
    assert_none(found)


def test_below_the_views_nobody_knows_http() -> None:
    """Http404 in queries is the exception: it is how an `access_*` query refuses."""
    found = []
    for context in contexts():
        if context in ("ui", "api"):  # both are about HTTP throughout
            continue
        for path in python_files(PACKAGE / context):
            role = path.relative_to(PACKAGE / context).parts[0]
            if role in (
                "views",
                "urls.py",
                "middleware.py",
                "adapters",
                "account.py",
                "urls_account.py",
                "errors.py",
            ):
                continue
            allowed = {"django.http.Http404"} if role == "queries" else set[str]()
            found += [
                f"{place(path, node)}: {name}"
                for node, name in imports(path)
                if name.startswith("django.http") and name not in allowed
            ]
    assert_none(found)


# Writes that are nobody's act: figures that another context keeps up to date by leave of the owner, and sweeps.
NOBODYS = {
    "seal_journal", "set_due", "set_due_of_many", "reckon_imported", "forget_old_keys",
    "note_use",
    "index_requests", "index_request", "follow_requests", "index_all_requests", "learn_article", "learn_articles",  # what finds, not what is
    "once",  # wraps another act, which says who
}  # fmt: skip


@pytest.mark.parametrize("context", contexts())
def test_an_action_takes_keywords_only_and_says_who_acts(context: str) -> None:
    """`require_*` only refuses and writes nothing, so it need not know who asks."""
    wrong = []
    for path in python_files(PACKAGE / context / "actions"):
        for function in functions(path):
            arguments = function.args
            positional = arguments.posonlyargs or arguments.args or arguments.vararg
            nameless = function.name in NOBODYS or function.name.startswith("require_")
            if positional or not (nameless or "by" in {argument.arg for argument in arguments.kwonlyargs}):
                wrong.append(f"{place(path, function)} {function.name}")
    assert_none(wrong)


def test_only_what_no_browser_sends_with_its_cookies_needs_no_token_against_forgery() -> None:
    """Call-backs and the one-click unsubscription carry a signature, the chat's window a token of its own; no form does."""
    bare = {f"{context}:{name}" for context, name, view in urls() if getattr(view, "csrf_exempt", False)}
    chat = {name for name in bare if name.startswith(("portal:talk", "portal:chat.panel"))}
    assert bare - chat - {n for n in bare if n.startswith("api:")} == {
        "channels:hook.create",
        "channels:unsubscription.create",
    }


# They emit in the transaction that their callers, other actions, hold.
HELD_BY_CALLERS = {
    "adapt", "climb_escalation", "end_clock", "move", "reschedule_orders", "settle_progress", "tell_customer", "tell_started", "write",
}  # fmt: skip


def test_an_action_that_emits_holds_a_transaction() -> None:
    """Tests run inside one and would not notice: the act would be done, and its page an error."""
    found = []
    for context in contexts():
        for path in python_files(PACKAGE / context / "actions"):
            for function in functions(path):
                if function.name in HELD_BY_CALLERS or _holds(*function.decorator_list):
                    continue
                held = {
                    id(inner)
                    for block in ast.walk(function)
                    if isinstance(block, ast.With) and _holds(*(item.context_expr for item in block.items))
                    for inner in ast.walk(block)
                }
                found += [
                    place(path, call)
                    for call in ast.walk(function)
                    if isinstance(call, ast.Call)
                    and ast.unparse(call.func) == "emit"
                    and id(call) not in held
                ]
    assert_none(found)


def _holds(*expressions: ast.expr) -> bool:
    return any("atomic" in (said := ast.unparse(one)) or "one_write" in said for one in expressions)
