"""Small files: who opens one reads it to the end."""

import re

from tests.shape.house import PACKAGE, ROOT, assert_none, place, python_files

LIMITS = {"py": 400, "html": 150, "css": 300, "js": 150}


def lines(path: object) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())  # type: ignore[attr-defined]


def test_no_file_is_longer_than_its_kind_allows() -> None:
    files = [
        *python_files(PACKAGE, tests=True),
        *python_files(ROOT / "tests", tests=True),
        *python_files(ROOT / "tools"),
    ]
    files += [
        p
        for kind in ("html", "css", "js")
        for p in sorted(PACKAGE.rglob(f"*.{kind}"))
        if "vendor" not in p.parts
    ]
    long = [f"{place(p)}: {lines(p)}" for p in files if lines(p) > LIMITS[p.suffix[1:]]]
    assert_none(long)


def test_the_css_needs_no_newer_browser_than_promised() -> None:
    """Chrome 109 is the floor: no nesting (112), no color-mix (111), no light-dark (123)."""
    found = []
    for path in sorted(PACKAGE.rglob("*.css")):
        css = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        found += [f"{place(path)}: {word}" for word in ("light-dark(", "color-mix(", "oklch(") if word in css]
        depth: list[str] = []
        selector = ""
        for opened, closed, text in re.findall(r"(\{)|(\})|([^{};]+)", css):
            if opened:
                depth.append(selector)
                if sum(not block.startswith("@") for block in depth) > 1:
                    found.append(f"{place(path)}: nested {depth[-1]!r}")
            elif closed:
                depth.pop()
            elif text.strip():
                selector = text.strip()
    assert_none(found)


def test_no_script_or_style_stands_inline() -> None:
    """The content security policy forbids both."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=[\"']", re.I)
    data = re.compile(r"<script[^>]*type=[\"']application/(?:ld\+)?json[\"'][^>]*>", re.I)
    found = [
        f"{place(path)}: {match.group()}"
        for path in sorted(PACKAGE.rglob("templates/**/*.html"))
        for match in inline.finditer(data.sub("", path.read_text(encoding="utf-8")))
    ]
    assert_none(found)
