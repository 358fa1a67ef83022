"""tools/messages.py on a small package of its own."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    package = tmp_path / "quanfu"
    for context in ("desk", "org"):
        (package / context / "templates" / context).mkdir(parents=True)
        (package / context / "__init__.py").touch()
    monkeypatch.setattr(module, "PACKAGE", package)
    return module


def catalogue(messages: ModuleType, context: str, text: str = "") -> Path:
    path: Path = messages.catalogue(messages.PACKAGE / context, "zh_Hans")
    if text:
        path.parent.mkdir(parents=True, exist_ok=True)
        header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        path.write_text(header + text, encoding="utf-8")
    return path


def source(messages: ModuleType, context: str, code: str) -> None:
    (messages.PACKAGE / context / "words.py").write_text(code, encoding="utf-8")


def test_texts_come_from_python_and_from_templates(messages: ModuleType) -> None:
    source(
        messages,
        "desk",
        'A = _("Open")\nB = ngettext_lazy("%(n)s day", "%(n)s days", 2)\nC = pgettext("verb", "Close")',
    )
    template = messages.PACKAGE / "desk" / "templates" / "desk" / "show.html"
    template.write_text('<p>{{ _("Caller") }}</p>{% trans %}Bye{% endtrans %}')
    messages.extract_all([])
    text = catalogue(messages, "desk").read_text(encoding="utf-8")
    for word in ("Open", "%(n)s days", 'msgctxt "verb"', "Caller", "Bye"):
        assert word in text
    assert not catalogue(messages, "org").exists()


def test_extraction_keeps_translations_and_drops_what_is_not_used(messages: ModuleType) -> None:
    source(messages, "desk", 'A = _("Open")')
    catalogue(messages, "desk", 'msgid "Open"\nmsgstr "打开"\n\nmsgid "Gone"\nmsgstr "没了"\n')
    messages.extract_all([])
    text = catalogue(messages, "desk").read_text(encoding="utf-8")
    assert "打开" in text
    assert "Gone" not in text


def test_extraction_twice_gives_the_same_file(messages: ModuleType) -> None:
    source(messages, "desk", 'A = _("Open")\nB = _("Closed")')
    messages.extract_all([])
    first = catalogue(messages, "desk").read_bytes()
    messages.extract_all([])
    assert catalogue(messages, "desk").read_bytes() == first


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ('msgid "Open %(n)s"\nmsgstr ""', "not translated"),
        ('#, fuzzy\nmsgid "Open %(n)s"\nmsgstr "打开 %(n)s"', "not translated"),
        ('msgid "Open %(n)s"\nmsgstr "打开"', "placeholders differ"),
        ('msgid "Open %(n)s"\nmsgstr "打开 %(n)s"\n\nmsgid "Gone"\nmsgstr "没了"', "no longer used"),
    ],
)
def test_a_catalogue_that_is_not_right_is_told(messages: ModuleType, entry: str, problem: str) -> None:
    source(messages, "desk", 'A = _("Open %(n)s")')
    catalogue(messages, "desk", entry + "\n")
    found = messages.problems()
    assert len(found) == 1
    assert problem in found[0]


def test_two_contexts_may_not_call_one_thing_by_two_names(messages: ModuleType) -> None:
    for context, word in (("desk", "需求"), ("org", "请求")):
        source(messages, context, 'A = _("Request")')
        catalogue(messages, context, f'msgid "Request"\nmsgstr "{word}"\n')
    found = messages.problems()
    assert len(found) == 1
    assert "需求" in found[0]
    assert "请求" in found[0]


def test_what_is_compiled_is_read_again_only_when_it_changed(messages: ModuleType) -> None:
    source(messages, "desk", 'A = _("Open")')
    path = catalogue(messages, "desk", 'msgid "Open"\nmsgstr "打开"\n')
    messages.compile_all()
    compiled = path.with_suffix(".mo")
    before = compiled.stat().st_mtime_ns
    messages.compile_all()
    assert compiled.stat().st_mtime_ns == before
    assert "打开".encode() in compiled.read_bytes()
