"""Templates of SMS: what the vendor has approved, with places such as {name} where the words differ."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# {name} as ours, ${name} as Alibaba Cloud shows it, {1} as Tencent Cloud does
_PLACE = re.compile(r"\$?\{([A-Za-z_][A-Za-z0-9_]{0,31}|[0-9]{1,2})\}")


@dataclass(frozen=True)
class Fit:
    """A template that a text was written by, with what stands in its places, in their order."""

    code: str
    values: dict[str, str]


def places_of(text: str) -> list[str]:
    """The names of the places in a template, each once, in order."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def fit(text: str, template: str) -> dict[str, str] | None:
    """What stands in each place if the text was written by the template, else None.

    A place holds anything, also nothing, up to the first occurrence of the words after it; the same place twice holds the
    same. Spaces at both ends do not count. The cost is one walk over the text, whatever the template.
    """
    text, template = text.strip(), template.strip()
    names, fixed, last = [], [], 0
    for place in _PLACE.finditer(template):
        names.append(place[1])
        fixed.append(template[last : place.start()])
        last = place.end()
    end = template[last:]
    if not names:
        return {} if text == template else None
    if not text.startswith(fixed[0]) or not text.endswith(end) or len(text) < len(fixed[0]) + len(end):
        return None
    values: dict[str, str] = {}
    at, stop = len(fixed[0]), len(text) - len(end)
    for name, words in zip(names, [*fixed[1:], None], strict=True):
        until = stop if words is None else text.find(words, at, stop)
        if until < 0 or values.setdefault(name, text[at:until]) != text[at:until]:
            return None
        at = until + len(words or "")
    return values


def fitting(text: str, templates: Iterable[tuple[str, str]]) -> Fit | None:
    """The template (code, text) that the text was written by; of several the one with the most fixed words."""
    found: list[tuple[int, Fit]] = []
    for code, template in templates:
        values = fit(text, template)
        if values is not None:
            found.append((len(_PLACE.sub("", template)), Fit(code, values)))
    return max(found, key=lambda pair: pair[0])[1] if found else None
