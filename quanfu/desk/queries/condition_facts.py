"""Conditions of saved lists over what the fields of a service type say: {"field": "fact.12.model", "op": "in", "value": ["a"]}.

Each speaks of requests of its type only ("none of" and "no" as well): so it costs what the condition "service type" costs,
and facts are opened for the open requests of one type, never for a history. The op alone says how a fact is read, so
that judging one asks neither the database nor the table of fields.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, FloatField, Func, Q, TextField, Value, When
from django.db.models.functions import Cast, StrIndex
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, In, LessThanOrEqual, Regex

from quanfu.core.enums import FieldKind
from quanfu.core.fields import fields_for, label_of
from quanfu.desk.models import ServiceType
from quanfu.desk.queries.condition_fields import FIELDS, Field, ascii_lower, lower

if TYPE_CHECKING:
    from quanfu.core.models.field import FieldDefinition

Json = dict[str, Any]
NAME = re.compile(r"fact\.([1-9]\d{0,17})\.([A-Za-z0-9_-]{1,40})")
NUMBER = r"^-?[0-9]{1,16}(\.[0-9]{1,6})?\Z"
KINDS: dict[str, str] = {
    FieldKind.TEXT: "text", FieldKind.LONGTEXT: "text", FieldKind.PHONE: "text", FieldKind.INT: "number",
    FieldKind.DECIMAL: "number", FieldKind.BOOL: "flag", FieldKind.CHOICE: "choice",
}  # fmt: skip
COMPARE: dict[str, Any] = {"at_least": GreaterThanOrEqual, "at_most": LessThanOrEqual, "equals": Exact}


def is_fact(leaf: Json) -> bool:
    return str(leaf["field"]).startswith("fact.")


def field_of(name: str, company_id: int | None = None) -> Field | None:
    """What may be asked by that name; of the facts only those of that company's types, if it is given."""
    found = NAME.fullmatch(name)
    if found is None:
        return FIELDS.get(name)
    known = fields_for(f"desk.servicetype.{found[1]}", inactive=True)
    its = next((each for each in known if each.code == found[2] and each.kind in KINDS), None)
    if its is None:
        return None
    if company_id and not ServiceType.objects.filter(pk=int(found[1]), company=company_id).exists():
        return None
    return _field(name, its, label_of(its))


def fact_fields(types: "list[ServiceType]") -> Iterator[Field]:
    """All that may be asked of requests of those types."""
    for each in types:
        for its in fields_for(each.fields_owner):
            if its.kind in KINDS and NAME.fullmatch(name := f"fact.{each.pk}.{its.code}"):
                yield _field(name, its, f"{each.label}：{label_of(its)}")


def _field(name: str, its: "FieldDefinition", label: str) -> Field:
    choices = [(choice["code"], label_of(choice)) for choice in its.choices]
    return Field(name, label, KINDS[its.kind], "facts", choices)


class FactText(Func):
    """A fact as text, '' where there is none; of yes and no "true" or "1", as the engine has it."""

    arity = 1
    output_field = TextField()

    def __init__(self, code: str) -> None:
        super().__init__(F("facts"))
        self.code = code

    def as_sqlite(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        sql, parameters = compiler.compile(self.source_expressions[0])
        return f"CAST(COALESCE(JSON_EXTRACT({sql}, %s), '') AS TEXT)", [*parameters, f'$."{self.code}"']

    def as_postgresql(self, compiler: Any, _connection: Any, **_more: Any) -> Any:
        sql, parameters = compiler.compile(self.source_expressions[0])
        return f"COALESCE({sql} ->> %s::text, '')", [*parameters, self.code]


def fact_q(leaf: Json) -> Q:
    """Never NULL for any row that has a type, and false for one that has none."""
    _all, owner, code = leaf["field"].split(".", 2)
    fact, op, value = FactText(code), leaf["op"], leaf["value"]
    if op in COMPARE:
        is_number = Regex(fact, NUMBER)
        number = Case(When(is_number, then=Cast(fact, FloatField())), default=None, output_field=FloatField())
        found = Q(is_number) & Q(COMPARE[op](number, Value(float(value), output_field=FloatField())))
    elif op == "is":
        found = Q(In(fact, ["true", "1"]))
        found = found if value else ~found
    elif op.endswith("contains"):
        found = Q(GreaterThan(StrIndex(lower(fact), Value(ascii_lower(value))), 0))
    else:
        found = Q(In(fact, value))
    there = Q(service_type__isnull=False) & Q(service_type=int(owner))
    return there & (~found if op.startswith("not_") else found)


def fact_holds(leaf: Json, facts: Json) -> bool:
    """As fact_q, over the facts of one request (see conditions.facts_of)."""
    _all, owner, code = leaf["field"].split(".", 2)
    if facts["service_type_id"] != int(owner):
        return False
    own, op, value = facts["facts"].get(code), leaf["op"], leaf["value"]
    text = "" if own is None else str(own)
    if op == "is":
        return (own is True or text in ("true", "1")) is value
    if op in COMPARE:
        if isinstance(own, bool) or not re.match(NUMBER, text):
            return False
        number = float(text)
        return bool({"at_least": number >= value, "at_most": number <= value, "equals": number == value}[op])
    found = ascii_lower(value) in ascii_lower(text) if op.endswith("contains") else text in value
    return found is not op.startswith("not_")
