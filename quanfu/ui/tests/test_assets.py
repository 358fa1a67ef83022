"""Styles and scripts stay what they are: flat CSS for the browser floor, tokens only, one small script a behaviour."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static" / "ui"
STYLES = sorted(STATIC.rglob("*.css"))
SCRIPTS = sorted(STATIC.rglob("*.js"))
TEMPLATES = sorted(Path(__file__).parents[2].glob("*/templates/**/*.html"))
LAYERS = {"reset", "tokens", "base", "layout", "components", "pages", "utilities"}

# Chrome 109, Firefox 115 and Safari 16 lack these.
BEYOND_THE_FLOOR = {
    "light-dark()": r"light-dark\(", "color-mix()": r"color-mix\(", "oklch()": r"oklch\(|oklab\(", "nesting": r"(?m)^\s*&",
    "popover": r":popover-open", "@property": r"@property", "@scope": r"@scope", "media ranges": r"@media[^{]*\(\s*(width|height)\s*[<>]",
    ":has()": r":has\(", "subgrid": r"\bsubgrid\b", "field-sizing": r"field-sizing", "@starting-style": r"@starting-style",
    "anchor": r"anchor-name|position-anchor",
}  # fmt: skip
SCRIPT_BEYOND = r"\.toSorted\(|\.toReversed\(|\.toSpliced\(|\.with\(\d|Object\.groupBy|Promise\.withResolvers|\(\?<[=!]|structuredClone\(.*transfer|URL\.canParse"


def name(path: Path) -> str:
    return str(path.relative_to(STATIC)) if path.is_relative_to(STATIC) else str(path)


def bare(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_style_keeps_to_the_browser_floor(path):
    found = [what for what, pattern in BEYOND_THE_FLOOR.items() if re.search(pattern, bare(path))]
    assert not found


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_style_is_small_and_in_a_layer(path):
    text = bare(path)
    assert len(text.splitlines()) <= 300
    assert set(re.findall(r"@layer (\w+)\s*\{", text)) <= LAYERS
    rest, depth = [], 0
    for line in text.splitlines():
        if depth == 0:
            rest.append(line)
        depth += line.count("{") - line.count("}")
    outside = [line for line in rest if line.strip() and not re.match(r"@layer |@import |\}", line.strip())]
    assert not outside


@pytest.mark.parametrize("path", [p for p in STYLES if p.parent.name == "pages"], ids=name)
def test_page_style_adds_to_the_layer_of_pages_only(path):
    assert set(re.findall(r"@layer (\w+)", bare(path))) == {"pages"}


@pytest.mark.parametrize("path", [p for p in STYLES if p.name not in ("tokens.css", "print.css")], ids=name)
def test_style_names_no_raw_colours(path):
    text = re.sub(r'url\("data:[^"]*"\)', "", bare(path))
    text = re.sub(r"var\(--light, [^;]*", "", text)
    allowed = {"dialog.css": 1, "flash.css": 1}.get(path.name, 0)  # shades
    assert len(re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", text)) <= allowed


def test_every_token_that_is_used_is_defined():
    defined = {token for path in STYLES for token in re.findall(r"(--[\w-]+)\s*:", bare(path))}
    used = {token for path in STYLES for token in re.findall(r"var\((--[\w-]+)\)", bare(path))}
    assert used - defined == set()


def test_chinese_is_neither_slanted_nor_spaced():
    for path in STYLES:
        assert not re.search(
            r"letter-spacing:(?!\s*(inherit|normal|0))|font-style:\s*(italic|oblique)|text-transform:\s*uppercase",
            bare(path),
        ), path.name


def test_all_styles_are_imported_by_the_one_entry():
    entry = (STATIC / "css/ui.css").read_text()
    assert set(re.findall(r'@import url\("([\w-]+\.css)"\)', entry)) == {
        p.name for p in (STATIC / "css").glob("*.css")
    } - {"ui.css"}


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_script_is_small_and_safe(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 150
    assert not re.search(
        r"\.innerHTML\s*=|\.outerHTML\s*=|insertAdjacentHTML|\beval\(|new Function|document\.write", text
    )
    assert not re.search(SCRIPT_BEYOND, text)
    assert text.startswith("//"), "says in its first line what it does"


def test_all_scripts_of_the_frame_are_imported():
    text = (STATIC / "js/ui.js").read_text()
    helpers = {"attach.js", "fragment.js", "texts.js", "ui.js"}
    assert (
        set(re.findall(r'import "\./([\w-]+\.js)"', text))
        == {p.name for p in (STATIC / "js").glob("*.js")} - helpers
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_keys_are_left_to_the_input_method_while_it_composes(path):
    text = path.read_text()
    assert ("keydown" not in text) or ("isComposing" in text) or path.name == "drawer.js"


def test_templates_hold_no_inline_script_style_or_handler():
    for path in TEMPLATES:
        text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
        assert not re.search(r"<style|\sstyle=|\son\w+=\"|javascript:", text), path
        assert not re.search(r"<script(?![^>]*(src=|type=\"application/(?:ld\+)?json\"))", text), path


def test_templates_are_short():
    for path in TEMPLATES:
        assert len(path.read_text().splitlines()) <= 150, path
