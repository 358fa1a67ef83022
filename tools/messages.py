#!/usr/bin/env python3
"""Message catalogues: every context has its own, and only the .po files are in the repository.

messages.py extract [CONTEXT…]   new texts from Python and templates into each .po (translations are kept, unused ones go)
messages.py check                fails on a text without Chinese, a fuzzy one, a lost placeholder, two Chinese for one text
messages.py compile              .po to .mo where the .mo is missing or older

English needs no catalogue: the texts in the source are English.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "quanfu"
LOCALES = ("zh_Hans",)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None, "N_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
HEADER = """\
# {context}: texts of this context.
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {locale}\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def contexts() -> list[Path]:
    """The package itself is one too: wiring.py names the entries of the navigation."""
    return [PACKAGE, *sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))]


def catalogue(context: Path, locale: str) -> Path:
    return context / "locale" / locale / "LC_MESSAGES" / "django.po"


def load(path: Path, locale: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale, charset="utf-8", abort_invalid=True)


def used(context: Path) -> Catalog:
    """The texts that the context's code and templates hold now."""
    from jinja2.ext import babel_extract

    template = Catalog(charset="utf-8")
    for path in sorted(context.glob("*.py") if context == PACKAGE else context.rglob("*")):
        inside = path.relative_to(context).parts
        if "tests" in inside or "migrations" in inside or path.suffix not in (".py", ".html", ".txt"):
            continue
        method: Any
        if path.suffix == ".py":
            method, options = "python", {"encoding": "utf-8"}
        elif "templates" in inside:
            method, options = babel_extract, {"encoding": "utf-8", "silent": "false", "trimmed": "true"}
        else:
            continue
        with path.open("rb") as file:
            # Remarks that start with "Translators:" go along.
            for _line, text, comments, where in extract(method, file, KEYWORDS, ["Translators:"], options):
                name = path.relative_to(PACKAGE.parent).as_posix()
                template.add(text, None, [(name, 0)], auto_comments=comments, context=where)
    return template


def extract_all(only: list[str]) -> int:
    for context in contexts():
        if only and context.name not in only:
            continue
        template = used(context)
        for locale in LOCALES if len(template) else ():
            path = catalogue(context, locale)
            have = load(path, locale)
            have.update(template, no_fuzzy_matching=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(HEADER.format(context=context.name, locale=locale).encode())
                write_po(
                    file,
                    have,
                    width=110,
                    omit_header=True,
                    sort_by_file=True,
                    ignore_obsolete=True,
                    include_lineno=False,
                )
            missing = sum(1 for message in have if message.id and not translated(message))
            print(f"{path.relative_to(PACKAGE.parent)}: {len(have)} texts, {missing} without translation")
    return 0


def translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(strings) and not message.fuzzy


def holders(text: Any) -> set[str]:
    """Placeholders of the % and the {} kind; of a plural the last form counts."""
    text = text if isinstance(text, str) else text[-1]
    return set(re.findall(r"%\(\w+\)[#0\- +]*\d*\.?\d*[a-zA-Z]|%[sdr]|\{\w*\}", text))


def problems() -> list[str]:
    found, chinese = [], defaultdict[tuple[str, str, str], dict[str, str]](dict)
    for context in contexts():
        template = used(context)
        for locale in LOCALES:
            path = catalogue(context, locale)
            have, name = load(path, locale), path.relative_to(PACKAGE.parent)
            for message in template:
                if not message.id:
                    continue
                got = have.get(message.id, message.context)
                text = message.id if isinstance(message.id, str) else message.id[0]
                if got is None or not translated(got):
                    found.append(f"{name}: not translated: {text!r} ({message.locations[0][0]})")
                    continue
                string = got.string if isinstance(got.string, str) else (got.string or [""])[-1]
                chinese[locale, text, message.context or ""][string] = context.name
                if holders(message.id) != holders(got.string):
                    found.append(f"{name}: placeholders differ: {text!r} → {string!r}")
            for message in have:
                if message.id and template.get(message.id, message.context) is None:
                    text = message.id if isinstance(message.id, str) else message.id[0]
                    found.append(f"{name}: no longer used: {text!r}")
    for (_locale, text, _where), strings in sorted(chinese.items()):
        strings = {string: context for string, context in strings.items() if context != "cli"}  # not Django's
        if len(strings) > 1:  # Django merges the catalogues, so only one of them would ever be seen
            found.append(
                f"two translations of {text!r}: " + ", ".join(f"{s!r} ({c})" for s, c in strings.items())
            )
    return found


def check() -> int:
    found = problems()
    print("\n".join(found) or "messages: complete")
    return 1 if found else 0


def compile_all() -> int:
    for source in sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            texts = read_po(file, locale=source.parts[-3], charset="utf-8")
        with target.open("wb") as file:
            write_mo(file, texts)
    return 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["extract", *only]:
            sys.exit(extract_all(only))
        case ["check"]:
            sys.exit(check())
        case ["compile"]:
            sys.exit(compile_all())
        case _:
            print(__doc__)
            sys.exit(2)
