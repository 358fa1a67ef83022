"""How words sound: pinyin without tones, forgiving what many speakers do not tell apart.

sound("暖气")      # "nuanqi";   folded("zhengdun") == folded("zendun")
initials("暖气")   # "nq"
"""

import os
import re
from functools import cache, lru_cache
from typing import Any


@cache
def _pinyin() -> Any:
    # Its tables take 50 MB where they are copied, 13 MB without phrases, and what somebody mistyped is none. Words that
    # are kept for good are heard with them, by a process of its own: words.py.
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    import pypinyin

    return pypinyin


def folded(spelling: str) -> str:
    """A spelling in one form for those who speak zh as z, ng as n, l as n, and who type v for ü."""
    found = re.sub(r"([zcs])h", r"\1", spelling.lower().replace("ü", "v").replace("lue", "lve"))
    return re.sub(r"(?<=[aei])ng(?![aeiouv])", "n", found)


@lru_cache(maxsize=20_000)
def syllables(word: str) -> tuple[str, ...]:
    return tuple(each.lower() for each in _pinyin().lazy_pinyin(word, errors="ignore"))


def sound(word: str) -> str:
    """Empty for a word without Chinese characters."""
    return folded("".join(syllables(word)))


def initials(word: str) -> str:
    return "".join(each[0] for each in syllables(word))
