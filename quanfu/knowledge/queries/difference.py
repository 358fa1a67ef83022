"""What one version of a text says that another does not, for people: lines first, then the characters of changed lines."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby

SAME, GONE, NEW = "same", "gone", "new"
FINEST = 1200  # longer runs of changed characters are compared by the line only, as the time grows with their square
Part = tuple[str, str]


def differences(old: str, new: str) -> list[Part]:
    """(same | gone | new, text) in the order of reading; all "same" and "new" parts together are the new text."""
    return [
        (kind, "".join(text for _kind, text in parts))
        for kind, parts in groupby(_parts(old, new), lambda p: p[0])
    ]


def _parts(old: str, new: str) -> Iterator[Part]:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for what, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[a1:a2]), "".join(after[b1:b2])
        if what == "equal":
            yield SAME, come
        elif gone and come and max(len(gone), len(come)) <= FINEST:
            yield from _letters(gone, come)
        else:
            yield from ((kind, text) for kind, text in ((GONE, gone), (NEW, come)) if text)


def _letters(gone: str, come: str) -> Iterator[Part]:
    for what, a1, a2, b1, b2 in SequenceMatcher(None, gone, come, autojunk=False).get_opcodes():
        if what == "equal":
            yield SAME, come[b1:b2]
            continue
        if a2 > a1:
            yield GONE, gone[a1:a2]
        if b2 > b1:
            yield NEW, come[b1:b2]
