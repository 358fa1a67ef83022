"""What somebody looks for, as a condition over the tokens of texts: every group must be met, by one of its alternatives.

understand("退费 E5", synonyms=Synonyms([["退费", "退款"]]))
# groups: (退费 or 退款), (e5 or e5…);  terms, for marking: 退费 退款 e5
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from quanfu.core.search.text import SMALL, cut, plain, runs, strict

LONGEST = 80  # characters that are looked at
MOST_GROUPS = 8
PHRASE = 5  # from so many characters on the words of a run need not stand side by side
PREFIX = 2  # from so many letters on, a word of letters may be the beginning of one

Alternative = tuple[str, ...]  # tokens that must all be there; one that ends in * is the beginning of a token
Group = tuple[Alternative, ...]


class Synonyms:
    """Groups of words that mean the same."""

    def __init__(self, groups: Iterable[Iterable[str]] = ()) -> None:
        self.of: dict[str, list[str]] = {}
        for group in groups:
            same = [plain(word).strip() for word in group if word.strip()]
            for word in same:
                others = self.of.setdefault(word, [])
                others += [other for other in same if other != word and other not in others]
        self.longest = max(map(len, self.of), default=0)

    def pieces(self, run: str) -> list[str]:
        """A run cut where words of the table begin and end, the longest first."""
        found, since, at = list[str](), 0, 0
        while at < len(run):
            end = next(
                (e for e in range(min(len(run), at + self.longest), at, -1) if run[at:e] in self.of), 0
            )
            if end:
                found += [run[since:at], run[at:end]]
                since = at = end
            else:
                at += 1
        return [piece for piece in [*found, run[since:]] if piece]

    def variants(self, text: str) -> list[str]:
        """Other ways to say a text, one word changed at a time."""
        form = plain(text)
        return [
            form.replace(word, other) for word, others in self.of.items() if word in form for other in others
        ][:MOST_GROUPS]


NO_SYNONYMS = Synonyms()


@dataclass(frozen=True)
class Query:
    """``text``: the plain form. ``strange``: its runs of letters, which may be the sound of something."""

    text: str
    groups: tuple[Group, ...]
    terms: tuple[str, ...]
    strange: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.groups)

    def met_by(self, there: "set[str]") -> bool:
        """Whether a text with these tokens is wanted."""
        return all(any(all(_has(there, token) for token in a) for a in group) for group in self.groups)

    def of_group(self, group: Group) -> "Query":
        return replace(self, groups=(group,))

    def with_others(self, others: Mapping[str, Sequence[str]]) -> "Query":
        """For some of its groups, known by the tokens of a run, also other words: {run: words}."""
        groups, terms = list(self.groups), list(self.terms)
        for run, found in others.items():
            own = strict(run)
            for i, group in enumerate(groups):
                if any(tuple(t.rstrip("*") for t in a) == own for a in group):
                    groups[i] = (*group, *(strict(word) for word in found))
                    terms += found
        return replace(self, groups=tuple(groups), terms=tuple(dict.fromkeys(terms)))


def _has(there: set[str], token: str) -> bool:
    return any(t.startswith(token[:-1]) for t in there) if token.endswith("*") else token in there


def understand(text: str, *, synonyms: Synonyms = NO_SYNONYMS, loose: bool = False) -> Query:
    """loose: the characters of a run need not stand side by side, and small words need not be there."""
    form = " ".join(plain(text[:LONGEST]).split())[:LONGEST]
    groups: list[Group] = []
    terms: list[str] = []
    strange: list[str] = []
    for kind, run in runs(form):
        for piece in synonyms.pieces(run):
            same = [piece, *synonyms.of.get(piece, ())]
            terms += same
            if kind == "han" and len(same) == 1 and loose:
                said = [word for word in cut(piece) if not SMALL.issuperset(word)]
                terms += said
                groups += [(strict(word),) for word in said]
                continue
            group = [strict(each) for each in same]
            if kind == "han" and len(piece) >= PHRASE and len(same) == 1:
                said = [word for word in cut(piece) if not SMALL.issuperset(word)]
                if len(said) > 1:
                    group.append(tuple(dict.fromkeys(token for word in said for token in strict(word))))
                    terms += said
            elif kind == "latin" and piece.isalpha():
                strange.append(piece)
                if len(piece) >= PREFIX:
                    group = [(f"{piece}*",), *group[1:]]
            groups.append(tuple(dict.fromkeys(a for a in group if a)))
    kept = tuple(dict.fromkeys(group for group in groups if group))[:MOST_GROUPS]
    return Query(form, kept, tuple(dict.fromkeys(terms)), tuple(dict.fromkeys(strange)))
