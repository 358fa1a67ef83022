"""What a text is made of when it is looked for: one form for all ways of writing it, and the tokens of it.

    plain("熱水器　Ｅ５")           # "热水器 e5": full width, letters' case and traditional characters make no difference
    tokens("暖气不热E5")            # {"暖", "气", "不", "热", "暖气", "气不", "不热", "e5"}
    words("暖气片一直不热")          # ["暖气片", "一直", "不热"]

Single characters, pairs of neighbours and whole words of letters and digits: so a query of one, two or any number of
characters is answered by the same index, and no dictionary has to know the name of a part.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{HAN}]")
# characters of Chinese; letters and digits, also joined (E-04, 12.5, error_code); words of other scripts
_OTHERS = rf"(?P<latin>[a-z0-9]+(?:[-._/][a-z0-9]+)*)|(?P<other>[^\W\d_{HAN}]+)"
RUNS = re.compile(rf"(?P<han>[{HAN}]+)|{_OTHERS}")
HAN_RUNS = re.compile(f"[{HAN}]+")
_NOT_HAN = re.compile(_OTHERS)
_BESIDE_HAN = re.compile(rf"[^{HAN}]+")
_JOINTS = re.compile(r"[-._/]")
_BETWEEN = re.compile(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")
LONGEST_TOKEN = 40
SMALL = set(
    "的了吗呢吧啊呀么是在有和与及或也都就还很请问怎么样为什我你他她它这那个把被到从对要会能可以办一家您好谢"
)


@cache
def _simplifier() -> Any:
    import opencc  # 4 MB and 30 ms, for those who look for something only

    return opencc.OpenCC("t2s")


@cache
def _cutter() -> Any:
    import rjieba

    return rjieba


def plain(text: str) -> str:
    """One form for full width and half width, capital and small letters, traditional and simplified characters."""
    found = unicodedata.normalize("NFKC", text).lower().replace("\0", " ")
    return str(_simplifier().convert(found)) if _HAN.search(found) else found


def runs(text: str) -> Iterator[tuple[str, str]]:
    """(kind, run) of a plain text; kind is han, latin or other."""
    for match in RUNS.finditer(text):
        yield match.lastgroup or "", match.group()


def pairs(run: str) -> list[str]:
    """The neighbours in a run of Chinese characters; the character itself where it stands alone."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def parts(run: str) -> list[str]:
    """The tokens of a run of letters and digits: E-04 is found by e04, e and 04; iphone15pro by iphone, 15 and pro too."""
    pieces = _JOINTS.split(run)
    found = ["".join(pieces), *(pieces if len(pieces) > 1 else ())]
    for piece in pieces:
        found += _BETWEEN.split(piece) if _BETWEEN.search(piece) else ()
    return [each[:LONGEST_TOKEN] for each in found]


def all_tokens(text: str) -> list[str]:
    """The tokens of a text as often as they stand in it."""
    found: list[str] = []
    for kind, run in runs(plain(text)):
        if kind == "han":
            found += run
            if len(run) > 1:
                found += pairs(run)
        elif kind == "latin":
            found += parts(run)
        else:
            found.append(run[:LONGEST_TOKEN])
    return found


def tokens(text: str) -> set[str]:
    """all_tokens, each once; in a third of the time."""
    form = plain(text)
    found = set[str]()
    for match in _NOT_HAN.finditer(form):
        run = match.group()
        found.update(parts(run) if match.lastgroup == "latin" else [run[:LONGEST_TOKEN]])
    han = _BESIDE_HAN.sub(" ", form)
    found.update(han, (a + b for a, b in pairwise(han) if a != " " and b != " "))
    found.discard(" ")
    return found


def cut(run: str) -> list[str]:
    """The words of a run of Chinese characters."""
    return list(_cutter().cut(run))


def cut_finely(run: str) -> list[str]:
    """As cut, and the words inside longer ones: 暖气片, 暖气."""
    return list(_cutter().cut_for_search(run))


def words(text: str) -> list[str]:
    """The words of a text, without those that say nothing about it."""
    found: list[str] = []
    for kind, run in runs(plain(text)):
        found += [each for each in cut(run) if not SMALL.issuperset(each)] if kind == "han" else [run]
    return found


def strict(text: str) -> tuple[str, ...]:
    """The tokens of a word: its neighbours for Chinese, itself for letters and digits."""
    found: list[str] = []
    for kind, run in runs(text):
        found += pairs(run) if kind == "han" else parts(run)[:1] if kind == "latin" else [run]
    return tuple(dict.fromkeys(found))
