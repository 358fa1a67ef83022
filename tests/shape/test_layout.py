"""The layout formula: who knows a feature's name finds its file."""

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from tests.shape.house import (
    ABOVE,
    FLOORS,
    KERNEL,
    PACKAGE,
    VERBS,
    assert_none,
    calls,
    constants,
    contexts,
    functions,
    place,
    python_files,
    urls,
)

ROLES = {
    "__init__.py", "apps.py", "enums.py", "permissions.py", "events.py", "reactions.py", "urls.py", "jobs.py", "rules.py",
    "README.md", "models", "queries", "actions", "forms", "views", "templates", "tests", "migrations", "locale", "static",
}  # fmt: skip


def test_every_folder_of_the_package_is_a_context_of_the_map() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders - set(FLOORS) - set(ABOVE) == set()


@pytest.mark.parametrize("context", contexts())
def test_a_context_has_its_ten_lines(context: str) -> None:
    readme = PACKAGE / context / "README.md"
    assert readme.exists(), f"{place(readme)}: what it owns, nouns, events out, events in"
    longest = 150 if context in KERNEL else 25  # the libraries explain how to use them
    assert 3 <= len(readme.read_text(encoding="utf-8").splitlines()) <= longest


@pytest.mark.parametrize(
    "context", [c for c in contexts() if c not in ("core", "ui", "org", "channels", "api")]
)
def test_a_context_holds_the_known_roles_only(context: str) -> None:
    assert {
        path.name for path in (PACKAGE / context).iterdir() if path.name != "__pycache__"
    } - ROLES == set()


def test_the_name_of_a_url_is_its_view() -> None:
    wrong = [
        f"{context}:{name} is served by {view.page.url_name}"
        for context, name, view in urls()
        if getattr(view, "page", None) and view.page.url_name != f"{context}:{name}"
    ]
    assert_none(wrong)


def test_the_verb_of_a_url_is_one_of_the_fixed_ones() -> None:
    wrong = [
        f"{c}:{name}" for c, name, _view in urls() if name.count(".") != 1 or name.split(".")[1] not in VERBS
    ]
    assert_none(wrong)


def test_no_two_urls_have_the_same_name() -> None:
    names = [f"{context}:{name}" for context, name, _view in urls()]
    assert sorted(names) == sorted(set(names))


def test_a_view_that_answers_has_its_template() -> None:
    missing = []
    for context in contexts():
        for path in python_files(PACKAGE / context / "views"):
            for view in functions(path):
                answers = [
                    call
                    for call in calls(path, "answer")
                    if view.lineno <= call.lineno <= (view.end_lineno or 0)
                    and not any(keyword.arg == "template" for keyword in call.keywords)
                ]
                template = f"{context}/{path.stem}/{view.name}.html"
                try:
                    if answers and view.name in VERBS:
                        get_template(template)
                except TemplateDoesNotExist:
                    missing.append(f"{place(path, view)}: {template}")
    assert_none(missing)


def test_a_template_has_its_view() -> None:
    """`<noun>/<verb>.html` is a page; what several pages share starts with an underscore."""
    pages = {view.page.template for _context, _name, view in urls() if getattr(view, "page", None)}
    orphans = [
        place(path)
        for context in contexts()
        if context not in ("core", "ui")
        for path in sorted((PACKAGE / context / "templates" / context).glob("*/*.html"))
        if not path.name.startswith("_")
        and path.stem in VERBS
        and path.relative_to(PACKAGE / context / "templates").as_posix() not in pages
    ]
    assert_none(orphans)


@pytest.mark.parametrize("context", contexts())
def test_a_permission_is_named_by_its_text(context: str) -> None:
    path = PACKAGE / context / "permissions.py"
    names = constants(path) if path.exists() else {}
    wrong = [
        f"{name} = {text!r}"
        for name, text in names.items()
        if text.split(".")[0] != context
        or text.split(".")[-1] not in VERBS
        or name != "_".join(text.split(".")[1:]).upper()
        or text.count(".") != 2
    ]
    assert_none(wrong)


@pytest.mark.parametrize("context", contexts())
def test_an_event_is_named_by_its_text(context: str) -> None:
    path = PACKAGE / context / "events.py"
    names = constants(path) if path.exists() and context != "core" else {}
    wrong = [
        f"{name} = {text!r}"
        for name, text in names.items()
        if text.count(".") != 2
        or text.split(".")[0] != context
        or name != "_".join(text.split(".")[1:]).upper()
    ]
    assert_none(wrong)


def test_every_event_in_the_wiring_exists_and_every_reaction_is_short() -> None:
    from quanfu import wiring

    known = {
        text
        for c in contexts()
        if (PACKAGE / c / "events.py").exists()
        for text in constants(PACKAGE / c / "events.py").values()
    }
    assert set(wiring.REACTIONS) - known == set()
    long = [
        place(path, function)
        for context in contexts()
        if (path := PACKAGE / context / "reactions.py").exists()
        for function in functions(path)
        if len(function.body) > 6  # five lines and a docstring
    ]
    assert_none(long)
