"""Which of some thousand short texts answers a question: BM25 over runs of characters, the title counted apart.

    ranker = Ranker().changed({7: ("暖气不热怎么办", "先排气……")}, gone=())
    ranker.best("家里暖气一直不热", most=3)      # [Best(7, score, sure)]

All of it is kept in memory, about 5 kB a text, so it serves a library and no archive: requests are looked for by an index
of the database (words.py). Measured on real questions in bench/search.py, beside TF-IDF.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from quanfu.core.search.text import all_tokens, plain, runs, strict, words

BODY = (1.2, 0.6)  # BM25's k1 and b
TITLE = (0.5, 0.75)
TITLE_COUNTS = 2.0  # times
UNKNOWN = 0.6
LOOKED_AT = 30  # texts whose order is settled by how sure they are
Numbers = Any  # an array of numpy


@dataclass(frozen=True, slots=True)
class Best:
    """``sure``, 0 to 1: how much of what is said in the question and in the title stands in the other one."""

    key: int
    score: float
    sure: float


@dataclass(frozen=True, slots=True)
class _Doc:
    features: Numbers  # ids, ascending
    times: Numbers
    length: int
    title_features: Numbers
    title_times: Numbers
    title_length: int
    title_said: tuple[tuple[str, ...], ...]


def body_features(text: str) -> list[str]:
    """Characters, pairs and words; of words of letters also three letters at a time, since they are mistyped and cut."""
    found = all_tokens(text)
    for kind, run in runs(plain(text)):
        if kind == "latin":
            found += [f"~{run[i : i + 3]}" for i in range(max(1, len(run) - 2))]
    return found


def title_features(text: str) -> list[str]:
    """As of a body, and three and four characters at a time."""
    found, whole = [f"^{each}" for each in body_features(text)], plain(text)
    for kind, run in runs(whole):
        if kind == "han":
            found += [f"^{run[i : i + 3]}" for i in range(len(run) - 2)]
    return found + [f"^^{whole[i : i + 4]}" for i in range(len(whole) - 3)]


def said(text: str) -> dict[str, tuple[str, ...]]:
    """What a question is about, word by word: word → the features that hold it. Without what every question holds."""
    return {word: strict(word) for word in words(text)}


@dataclass(frozen=True)
class Ranker:
    """Texts by key. Never changed: ``changed`` gives another one, which shares what stayed the same."""

    docs: dict[int, _Doc] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)  # feature → id; only grows
    keys: Numbers = None
    at: Numbers = None  # id → where its postings begin; one more at the end
    postings: Numbers = None  # rows, by id
    weights: Numbers = None
    rarity: Numbers = None

    def changed(
        self,
        texts: Mapping[int, tuple[str, str]],
        *,
        gone: Collection[int],
        others: Mapping[int, str] | None = None,
    ) -> "Ranker":
        """With texts (title, everything else) new or instead of older ones, and without those that are gone. others:
        further words for the title, such as its English form."""
        known = dict(self.known)
        docs = {key: doc for key, doc in self.docs.items() if key not in gone}
        for key, (title, rest) in texts.items():
            docs[key] = _doc(known, title, rest, (others or {}).get(key, ""))
        return _built(docs, known)

    def holding(self, token: str) -> set[int]:
        """The keys of the texts that hold a token of text.tokens."""
        place = self.known.get(token)
        return set(self.keys[self._rows(place)].tolist()) if place is not None else set()

    def beginning(self, start: str) -> set[int]:
        """The keys of the texts that hold a word of letters which begins so."""
        rows = [self._rows(place) for word, place in self.known.items() if word.startswith(start)]
        return set(self.keys[np.concatenate(rows)].tolist()) if rows else set()

    def _rows(self, place: int) -> Numbers:
        return self.postings[self.at[place] : self.at[place + 1]]

    def best(
        self,
        question: str,
        *,
        most: int,
        also: Iterable[str] = (),
        among: Collection[int] | None = None,
        flat: bool = False,
    ) -> list[Best]:
        """The best of all (of ``among``), best first; none without anything in common. also: the question in other words;
        flat: the texts were chosen for what they share, so how rare a word is among them does not say how sure they are."""
        if not self.docs:
            return []
        wanted: set[str] = set()
        for each in (question, *also):
            wanted.update(body_features(each), title_features(each))
        places = [self.known[each] for each in wanted if each in self.known]
        if not places:
            return []
        spans = [slice(self.at[place], self.at[place + 1]) for place in places]
        rows = np.concatenate([self.postings[span] for span in spans])
        scores = np.bincount(
            rows, weights=np.concatenate([self.weights[span] for span in spans]), minlength=len(self.keys)
        )
        if among is not None:
            scores[~np.isin(self.keys, list(among))] = 0
        order = np.argsort(-scores, kind="stable")[: max(most, LOOKED_AT)]
        questions = [said(each) for each in (question, *also)]
        found = []
        for row in order[scores[order] > 0]:
            key = int(self.keys[row])
            sure = max(self._sure(self.docs[key], each, flat=flat) for each in questions)
            found.append(Best(key, float(scores[row]) * (1 + sure), sure))
        return sorted(found, key=lambda best: -best.score)[:most]

    def _sure(self, doc: _Doc, question: dict[str, tuple[str, ...]], *, flat: bool) -> float:
        """The mean of: how much of the question stands in the text, how much of the title in the question; the rarer
        the weightier."""
        weigh = _one if flat else self._weight
        places = {self.known[each] for found in question.values() for each in found if each in self.known}
        inside = set(doc.features[np.isin(doc.features, list(places))].tolist()) if places else set()
        asked = met = 0.0
        for found in question.values():
            weight = weigh(found)
            asked += weight
            met += weight if all(self.known.get(each) in inside for each in found) else 0
        title = sum(map(weigh, doc.title_said))
        told = sum(
            weigh(found) for found in doc.title_said if all(self.known.get(each) in places for each in found)
        )
        return ((met / asked if asked else 0) + (told / title if title else 0)) / 2

    def _weight(self, features: Sequence[str]) -> float:
        """How rare a word is. One that no text holds may be chat or the very point: between the two."""
        unknown = UNKNOWN * float(np.log(1 + len(self.docs)))
        found = (self.known.get(each) for each in features)
        return sum(float(self.rarity[p]) if p is not None else unknown for p in found) / len(features)


def _one(_features: Sequence[str]) -> float:
    return 1.0


def _doc(known: dict[str, int], title: str, rest: str, others: str) -> _Doc:
    body = Counter(_place(known, each) for each in body_features(f"{title}\n{others}\n{rest}"))
    head = Counter(_place(known, each) for each in title_features(f"{title}\n{others}"))
    places = sorted(body)
    head_places = sorted(head)
    return _Doc(
        np.array(places, np.int32), np.array([body[p] for p in places], np.float32), body.total(),
        np.array(head_places, np.int32), np.array([head[p] for p in head_places], np.float32), head.total(),
        tuple(said(title).values()),
    )  # fmt: skip


def _place(known: dict[str, int], feature: str) -> int:
    return known.setdefault(feature, len(known))


def _built(docs: dict[int, _Doc], known: dict[str, int]) -> Ranker:
    """The postings of all texts, put together with numpy: 5,000 texts take some tenths of a second."""
    if not docs:
        return Ranker()
    each: Sequence[_Doc] = list(docs.values())
    rows = np.arange(len(each), dtype=np.int32)
    body = _field(rows, [d.features for d in each], [d.times for d in each], [d.length for d in each], BODY)
    head = _field(rows, [d.title_features for d in each], [d.title_times for d in each], [d.title_length for d in each], TITLE)  # fmt: skip
    places = np.concatenate([body[0], head[0]])
    count = np.bincount(places, minlength=len(known))
    rarity = np.log(1 + (len(each) - count + 0.5) / (count + 0.5)).astype(np.float32)
    weights = np.concatenate([body[2], TITLE_COUNTS * head[2]]).astype(np.float32) * rarity[places]
    order = np.argsort(places, kind="stable")
    at = np.concatenate([[0], np.cumsum(count)])
    return Ranker(docs, known, np.array(list(docs), np.int64), at, np.concatenate([body[1], head[1]])[order], weights[order], rarity)  # fmt: skip


def _field(
    rows: Numbers,
    features: list[Numbers],
    times: list[Numbers],
    lengths: list[int],
    shape: tuple[float, float],
) -> tuple[Numbers, Numbers, Numbers]:
    """(feature, row, weight without its rarity) of one field of all texts."""
    k1, b = shape
    n, of = np.concatenate(times), np.repeat(rows, [len(each) for each in features])
    length = np.array(lengths, np.float32)
    damped = k1 * (1 - b + b * length[of] / max(1.0, float(length.mean())))
    return np.concatenate(features), of, n * (k1 + 1) / (n + damped)
