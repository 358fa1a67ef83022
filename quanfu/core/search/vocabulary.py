"""The words of the texts, for understanding what is mistyped, or typed by its sound.

near("暖器")         # "暖气"                 it sounds the same
near("famenzai")    # "famen"               what no word sounds like is left out
spelled(["nq"])     # {"nq": ["暖气"]}       its initials
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from quanfu.core.models.search import SearchCursor, SearchWord
from quanfu.core.search.sound import folded, sound
from quanfu.core.search.text import HAN, plain, runs
from quanfu.core.search.words import LETTERS, SHORTEST, Heard

AT_ONCE = 1000  # words a statement
OFFERED = 6  # words that one spelling may mean
CANDIDATES = 400
ALIKE = 75  # of 100: from here on a word of letters is taken for another
SPELLING = (4, 20)  # letters that may spell a word among others
LONGEST_SPELLED = 40  # letters of a run in which spellings are sought
END = "substr(text, length(text) - 1)"  # its last two characters, as the migration's index says it
_HAN = re.compile(f"[{HAN}]")


def learn(found: Mapping[str, Heard], *, weight: int = 1) -> None:
    """Remember the words of texts. weight: each counts for so many of them."""
    table = SearchWord._meta.db_table
    rows = [
        (word, each.sound[:64] or word, each.initials[:8] or word[0], each.texts * weight)
        for word, each in sorted(found.items())
    ]
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        values = ", ".join(["(%s, %s, %s, %s)"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (text, sound, initials, count) VALUES {values} "
                f"ON CONFLICT (text) DO UPDATE SET count = {table}.count + excluded.count",
                [value for row in some for value in row],
            )


def spelled(letters: Iterable[str]) -> dict[str, list[str]]:
    """Chinese words that sound as each of the runs of letters spells, wholly, by initials, or as far as they go: the most
    frequent ones. One statement; none for nothing."""
    asked = [each for each in dict.fromkeys(letters) if len(each) >= SHORTEST]
    if not asked:
        return {}
    condition = Q()
    for each in asked:
        condition |= Q(sound=folded(each)) | Q(initials=each)
        if len(each) > 3:
            condition |= Q(sound__startswith=folded(each))
    rows = SearchWord.objects.filter(condition).order_by("-count").values_list("text", "sound", "initials")
    known = [row for row in rows[:CANDIDATES] if _HAN.search(row[0])]
    found: dict[str, list[str]] = {}
    for each in asked:
        same = [text for text, sounds, _short in known if sounds == folded(each)]
        short = [text for text, _sounds, short in known if short == each]
        begun = [text for text, sounds, _short in known if len(each) > 3 and sounds.startswith(folded(each))]
        if best := list(dict.fromkeys([*same, *short, *begun]))[:OFFERED]:
            found[each] = best
    return found


def near(text: str) -> str:
    """The text with each word that no text holds put right, where a word sounds or is written almost so, and of letters
    that no text holds those that spell words; else as it is. Two statements."""
    form = plain(text)
    asked = [(kind, run) for kind, run in runs(form) if kind != "other"]
    windows = {w for kind, run in asked if kind == "han" for w in _windows(run)}
    letters = {run for kind, run in asked if kind == "latin" and run.isalpha() and len(run) >= LETTERS[0]}
    if not windows and not letters:
        return form
    sounds = {sound(window): window for window in windows}
    spoken = {folded(run[a:b]) for run in letters for a, b in _places(run)}
    condition = Q(text__in=[*windows, *letters]) | Q(sound__in=[*sounds, *spoken])
    for word in letters:
        condition |= Q(text__startswith=word[:2])
    for window in windows:  # two characters are too few to tell which is wrong
        if len(window) > SHORTEST:
            condition |= Q(text__startswith=window[:-1])
    words = SearchWord.objects.order_by("-count").values_list("text", "sound")
    rows = list(words.filter(condition)[:CANDIDATES])
    if ends := {window[1:] for window in windows if len(window) == SHORTEST + 1}:
        rows += words.alias(end=RawSQL(END, ())).filter(end__in=ends)[:CANDIDATES]
    known = {word for word, _sound in rows}
    heard = {sounds for word, sounds in rows if _HAN.search(word)}
    for kind, run in asked:
        right = _right_letters(run, known, heard) if kind == "latin" else _right_run(run, rows, known)
        form = form.replace(run, right, 1)
    return " ".join(form.split())


def _windows(run: str) -> list[str]:
    """The pieces of a run that may be words."""
    return [run[i : i + n] for n in range(SHORTEST, 5) for i in range(len(run) - n + 1)][:60]


def _places(run: str) -> Iterator[tuple[int, int]]:
    """Where in a run of letters the spelling of a word may stand: from left to right, the longest first."""
    end = min(len(run), LONGEST_SPELLED)
    for a in range(end):
        for b in range(min(end, a + SPELLING[1]), a + SPELLING[0] - 1, -1):
            yield a, b


def _spellings(run: str, heard: set[str]) -> str:
    """Those in a run of letters, with blanks around; the run where they are less than half of it."""
    found, last = list[str](), 0
    for a, b in _places(run):
        if a >= last and folded(run[a:b]) in heard:
            found.append(run[a:b])
            last = b
    return f" {' '.join(found)} " if 2 * sum(map(len, found)) >= len(run) else run


def _right_letters(run: str, known: set[str], heard: set[str]) -> str:
    from rapidfuzz import fuzz, process  # 2 MB, for what was mistyped only

    if run in known:
        return run
    found = process.extractOne(run, [w for w in known if not _HAN.search(w)], scorer=fuzz.ratio, score_cutoff=ALIKE)  # fmt: skip
    return str(found[0]) if found else _spellings(run, heard)


def _right_run(run: str, rows: Sequence[tuple[str, str]], known: set[str]) -> str:
    """A run of Chinese with its one strangest piece put right: by a word of the same sound, else of the same length with
    one other character; the longer piece and the more frequent word first."""
    for by_sound in (True, False):
        for window in sorted(_windows(run), key=len, reverse=True):
            if window in known or _covered(run, window, known):
                continue
            spoken = sound(window)
            for word, sounds in rows:
                same = sounds == spoken if by_sound else _one_off(word, window)
                if len(word) == len(window) and same:
                    return run.replace(window, word, 1)
    return run


def _covered(run: str, window: str, known: set[str]) -> bool:
    """Whether known words make up the whole run where the window stands, so that nothing is wrong there."""
    at = run.find(window)
    inside = [False] * len(run)
    for word in known:
        place = run.find(word)
        while place >= 0:
            inside[place : place + len(word)] = [True] * len(word)
            place = run.find(word, place + 1)
    return all(inside[at : at + len(window)])


def _one_off(word: str, window: str) -> bool:
    """Two characters are too few to tell: 退费 is no 退款 mistyped."""
    return len(word) > SHORTEST and sum(a != b for a, b in zip(word, window, strict=False)) == 1


def place_of(name: str) -> int:
    """Up to where an index has followed."""
    return SearchCursor.objects.filter(name=name).values_list("place", flat=True).first() or 0


def set_place(name: str, place: int) -> None:
    SearchCursor.objects.update_or_create(name=name, defaults={"place": place})


def counts_of(words: Sequence[str]) -> dict[str, int]:
    """How many texts hold each of the words, of those that any holds; roughly."""
    return dict(SearchWord.objects.filter(text__in=words).values_list("text", "count"))
