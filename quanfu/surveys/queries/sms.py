"""What a short text says about satisfaction. No database in here."""

import re
import unicodedata

from quanfu.surveys.enums import POINTS

# The first that fits counts, so what says "not" stands before what it negates.
WORDS = [
    (r"(非常|很|极)(其)?不满意|very dissatisfied", 1),
    (r"不(太|怎么|是很|很|够)?满意|dissatisfied|not satisfied", 2),
    (r"一般|so-so|fair", 3),
    (r"(非常|很|十分|特别)满意|very satisfied", 5),
    (r"满意|satisfied", 4),
    (r"^[五伍](分|星)?$", 5), (r"^[四肆](分|星)?$", 4), (r"^[三叁](分|星)?$", 3), (r"^[二两贰](分|星)?$", 2), (r"^[一壹](分|星)?$", 1),
]  # fmt: skip


_RATING = re.compile(r"([1-5])\s*(?:分|星|stars?)?(?:[\s,.!?;:，。！？；：、~]+(.*))?", re.DOTALL)


def read_rating(text: str) -> tuple[int, str] | None:
    """(points, further words) if the whole text is meant as a rating: "5", "4 分，师傅很好", "非常满意"; else None.

    "4 号楼没水" is none, though a number stands in it.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if found := _RATING.fullmatch(plain):
        return int(found[1]), (found[2] or "").strip()
    short = plain.rstrip(" .!。！~").lower()
    for pattern, points in WORDS:
        if re.fullmatch(pattern, short):
            return points, ""
    return None


def read_points(text: str) -> int | None:
    """The rating in an SMS: the first number that stands alone, if it is 1 to 5, else a word such as 满意."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if found := re.search(r"(?<![\d.])\d+(?![\d.]*\d)", plain):
        return int(found.group()) if len(found.group()) == 1 and int(found.group()) in POINTS else None
    return next((points for pattern, points in WORDS if re.search(pattern, plain)), None)
