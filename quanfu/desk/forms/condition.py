"""Rows of a condition builder, made from JSON and turned into it. It works without scripts: every button sends the page.

Rows stand in blocks. With "all", every block must fit and one row of a block is enough; with "any", one block must fit with
all its rows. That says whatever can be said; what was nested otherwise is shown as JSON.
"""

import json
import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk.queries.condition_facts import fact_fields, field_of, is_fact
from quanfu.desk.queries.condition_fields import FIELDS, OP_LABELS, WORD_LABELS, WORDS, Field
from quanfu.desk.queries.service_type import choosable_types, types_of
from quanfu.org.queries.person import people_of_company
from quanfu.org.queries.unit import units_of_company

if TYPE_CHECKING:
    from quanfu.org.models import Person

Json = dict[str, Any]
PLACE = re.compile(r"g(\d{1,3})r(\d{1,3})-field")
OTHER = {"in": "not_in", "not_in": "in", "contains": "not_contains", "not_contains": "contains"}
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


class Choices:
    """What may be chosen of people, units and types of the company; each asked at most once, and only when shown."""

    def __init__(self, by: "Person") -> None:
        self.by = by
        self.known: dict[str, list[tuple[str, Any]]] = {}

    def of(self, kind: str) -> list[tuple[str, Any]]:
        if kind not in self.known:
            words = [(word, WORD_LABELS[word]) for word in WORDS[kind]]
            self.known[kind] = words + [(str(pk), label) for pk, label in self._rows(kind)]
        return self.known[kind]

    def fields(self) -> list[tuple[str, Any]]:
        """What may be asked: of every request, then of those of a type in use."""
        if "" not in self.known:
            own = fact_fields(list(choosable_types(self.by.company_id)))
            self.known[""] = [(field.code, field.label) for field in (*FIELDS.values(), *own)]
        return self.known[""]

    def asked(self, name: str) -> Field | None:
        """The field of that name; of facts also those no longer in use, else nobody could change an old list."""
        found = field_of(name, self.by.company_id if name.startswith("fact.") else None)
        if found and is_fact({"field": name}) and name not in dict(self.fields()):
            self.known[""] = [*self.fields(), (name, found.label)]
        return found

    def _rows(self, kind: str) -> list[tuple[int, str]]:
        company = self.by.company_id
        if kind == "person":
            return [(person.pk, person.name) for person in people_of_company(company)]
        if kind == "unit":
            return [(unit.pk, unit.label) for unit in units_of_company(company)]
        types = types_of(company).select_related("parent")
        return [(t.pk, f"{t.parent.label} / {t.label}" if t.parent else t.label) for t in types]


class RowForm(forms.Form):
    """One row: field, how it is asked, value. The control of the value follows the field."""

    field = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    op = forms.ChoiceField(label=gettext_lazy("How"), required=False)

    def __init__(
        self, data: Any = None, *, prefix: str, choices: Choices, asked: str, initial: Json | None = None
    ):
        super().__init__(data, prefix=prefix, initial=initial)
        self.asked = choices.asked(asked)
        self.fields["field"].choices = [("", "—"), *choices.fields()]  # type: ignore[attr-defined]
        if self.asked is None:
            del self.fields["op"]
            return
        self.fields["op"].choices = [(op, OP_LABELS[op]) for op in self.asked.ops]  # type: ignore[attr-defined]
        self.fields["value"] = self._value(choices)

    def _value(self, choices: Choices) -> forms.Field:
        label, found = _("Value"), self.asked
        kind = found.kind if found else ""
        if kind == "text":
            return forms.CharField(label=label, max_length=200)
        if kind == "number":
            return forms.FloatField(label=label, min_value=-(2**53), max_value=2**53)
        if kind == "span":
            return forms.IntegerField(
                label=f"{label} ({found.unit})" if found else label, min_value=0, max_value=1_000_000
            )
        if kind == "flag":
            return forms.TypedChoiceField(label=label, choices=YES_NO, coerce=lambda v: v == "yes")
        given = (
            [(str(code), text) for code, text in found.choices]
            if found and kind == "choice"
            else choices.of(kind)
        )
        return forms.MultipleChoiceField(
            label=label, choices=given, widget=forms.SelectMultiple(attrs={"size": min(len(given), 6)})
        )

    def leaf(self) -> Json | None:
        """The row as JSON; None for a blank one. After is_valid()."""
        if self.asked is None:
            return None
        value = self.cleaned_data["value"]
        if is_fact({"field": self.asked.code}):
            return {"field": self.asked.code, "op": self.cleaned_data["op"], "value": value}
        numbers = {str(code): code for code, _label in self.asked.choices}
        if isinstance(value, list):
            value = [numbers.get(v, int(v) if v.isdecimal() else v) for v in value]
        return {"field": self.asked.code, "op": self.cleaned_data["op"], "value": value}


class Blocks:
    """All rows of a builder, in blocks. ``match`` is all or any."""

    def __init__(self, by: "Person", blocks: list[list[Json]], match: str = "all", data: Any = None) -> None:
        choices = Choices(by)
        self.match = match
        self.rows: list[list[RowForm]] = [
            [
                RowForm(
                    data,
                    prefix=f"g{g}r{r}",
                    choices=choices,
                    asked=str(row.get("field") or "")[:80],
                    initial=row or None,
                )
                for r, row in enumerate(block)
            ]
            for g, block in enumerate(blocks)
        ]

    def is_valid(self) -> bool:
        valid = [
            row.is_valid() for block in self.rows for row in block
        ]  # each, so that all say what is wrong
        return all(valid)

    def condition(self) -> Json:
        inner, outer = ("any", "all") if self.match == "all" else ("all", "any")
        blocks = [[leaf for row in block if (leaf := row.leaf())] for block in self.rows]
        parts = [block[0] if len(block) == 1 else {inner: block} for block in blocks if block]
        return {outer: parts} if parts else {"all": []}


def blocks_of(condition: Json) -> tuple[str, list[list[Json]]] | None:
    """A condition as (match, blocks of initial rows), or None where the builder cannot show it."""
    for match, inner in (("all", "any"), ("any", "all")):
        parts = condition.get(match)
        if parts is None:
            parts = [condition] if match == "all" and "field" in condition else None
        if parts is None:
            continue
        blocks = [block for part in parts if (block := _block(part, inner))]
        if len(blocks) == len(parts):
            return match, [[_row(leaf) for leaf in block] for block in blocks]
    return None


def _block(part: Json, inner: str) -> list[Json]:
    leaves = [_leaf(each) for each in part.get(inner, [part])]
    return [leaf for leaf in leaves if leaf] if all(leaves) else []


def _leaf(part: Json) -> Json | None:
    if "field" in part:
        return part
    turned = part.get("not", {})
    if turned.get("op") not in OTHER or is_fact(turned):  # "none of" of a fact speaks of its type only
        return None
    return {**turned, "op": OTHER[turned["op"]]}


def _row(leaf: Json) -> Json:
    value = leaf["value"]
    if isinstance(value, bool):
        value = "yes" if value else "no"
    return {**leaf, "value": [str(v) for v in value] if isinstance(value, list) else value}


def blocks_in(data: "MultiValueDict[str, Any]") -> list[list[Json]]:
    """The rows that a form sent, as initial values, in their order."""
    blocks: dict[int, list[Json]] = {}
    places = sorted((int(m[1]), int(m[2])) for name in data if (m := PLACE.fullmatch(name)))
    for g, r in places:
        prefix = f"g{g}r{r}"
        values = data.getlist(f"{prefix}-value")
        asked = field_of(str(data.get(f"{prefix}-field", ""))[:80])
        single = asked is not None and asked.kind in ("text", "span", "flag", "number")
        blocks.setdefault(g, []).append(
            {"field": data.get(f"{prefix}-field", ""), "op": data.get(f"{prefix}-op", ""),
             "value": (values[-1] if values else "") if single else values}
        )  # fmt: skip
    return list(blocks.values())


def as_text(condition: Json) -> str:
    return json.dumps(condition, ensure_ascii=False, indent=1)
