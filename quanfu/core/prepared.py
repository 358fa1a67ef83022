"""Queries of hot paths, whose SQL is put together once a process.

    BY_DIGEST = Prepared(lambda digest: Token.objects.select_related("person__unit").filter(digest=digest))
    token = BY_DIGEST.first(digest="…")

Django composes a query's SQL anew each time it is asked: 0.7-1.5 ms of CPU where a few tables are joined, three times what
asking the database takes. An intake by the API asks eight times. For such places only; what a page asks once stays plain.

Parameters are numbers, texts and instants that stand in filter() as the right side of a match or a comparison, or lists of
them for `__in`, always of the same length. What is constant is written into the SQL, so that PostgreSQL, which plans such a statement once for all
values, sees that a partial index holds what is asked for. Not done: prefetch_related, values().
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, Expression, Model, QuerySet
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]

M = TypeVar("M", bound=Model)


class Literal(Expression):
    """A text of ours written into the SQL. As a parameter it would hide from SQLite (and from PostgreSQL's plans for all
    values) that a partial index holds what is asked for."""

    def __init__(self, text: str) -> None:
        super().__init__(output_field=CharField())
        if not re.fullmatch(r"\w*", text):
            raise ValueError(text)
        self.text = text

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:  # type: ignore[override]
        return f"'{self.text}'", []


class _Slot(Expression):
    """Where a parameter's value will stand, or one value of a list."""

    def __init__(self, name: str, place: int | None = None) -> None:
        super().__init__()
        self.name, self.place = name, place

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:  # type: ignore[override]
        return "%s", [self]

    def of(self, values: dict[str, Any]) -> Any:
        value = values[self.name] if self.place is None else values[self.name][self.place]
        return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


class _Slots(Expression):
    """Where the values of a list will stand."""

    def __init__(self, name: str, length: int) -> None:
        super().__init__()
        self.each = [_Slot(name, place) for place in range(length)]

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:  # type: ignore[override]
        return f"({', '.join(['%s'] * len(self.each))})", self.each


def _slots(values: dict[str, Any]) -> dict[str, Any]:
    """What stands for the values while the SQL is made; an empty list stays one."""
    return {
        name: (_Slots(name, len(value)) if value else []) if isinstance(value, list | tuple) else _Slot(name)
        for name, value in values.items()
    }


def _written(sql: str, parameters: Sequence[Any]) -> tuple[str, list[Any]]:
    """The SQL with plain constants in it, and the parameters that are left."""
    parts, left = sql.split("%s"), []
    for i, each in enumerate(parameters):
        if isinstance(each, str) and re.fullmatch(r"[\w.-]*", each):
            parts[i] += f"'{each!s}'"
        elif type(each) is int:
            parts[i] += str(each)
        else:
            parts[i] += "%s"
            left.append(each)
    return "".join(parts), left


def _filled(parameters: Sequence[Any], values: dict[str, Any]) -> list[Any]:
    return [each.of(values) if isinstance(each, _Slot) else each for each in parameters]


class Prepared(Generic[M]):
    """``make(**slots)`` gives the queryset; it is called once."""

    def __init__(self, make: Callable[..., QuerySet[M]]) -> None:
        self.make = make
        self.compiled: _Compiled[M] | None = None

    def all(self, **values: Any) -> list[M]:
        compiled = self.compiled
        if compiled is None:
            compiled = self.compiled = _Compiled(self.make(**_slots(values)))
        return compiled.fetch(values)

    def first(self, **values: Any) -> M | None:
        """The first row, in the order that the queryset has; let it end in [:1] where there may be many."""
        return next(iter(self.all(**values)), None)


class _Compiled(Generic[M]):
    """What a queryset knows after its SQL was made: how to ask, and how to make instances of what comes back."""

    def __init__(self, queryset: QuerySet[M]) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.parameters = _written(*compiler.as_sql())
        columns = [column for column, _sql, _alias in compiler.select]
        self.converters = list(compiler.get_converters(columns).items())
        info: Any = compiler.klass_info
        self.own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        self.names = [column.target.attname for column in columns[self.own]]
        self.model: type[M] = info["model"]
        self.related = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]

    def fetch(self, values: dict[str, Any]) -> list[M]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, _filled(self.parameters, values))
            rows = cursor.fetchall()
        return [self._instance(list(row)) for row in rows]

    def _instance(self, row: list[Any]) -> M:
        for position, (converters, column) in self.converters:
            for convert in converters:
                row[position] = convert(row[position], column, connection)
        found = self.model.from_db(connection.alias, self.names, row[self.own])
        for populator in self.related:
            populator.populate(row, found)
        return found


class PreparedCounts:
    """How many rows each of several querysets has, none counted beyond ``most``, in one statement.

    An order is kept: it is how a queryset tells SQLite by which index to go.
    """

    def __init__(self, make: Callable[..., Sequence[QuerySet[Any]]], most: int) -> None:
        self.make, self.most = make, most
        self.compiled: tuple[str, list[Any]] | None = None

    def count(self, **values: Any) -> list[int]:
        if self.compiled is None:
            parts, parameters = [], list[Any]()
            for queryset in self.make(**_slots(values)):
                try:
                    sql, given = queryset.values("pk")[: self.most].query.sql_with_params()
                except EmptyResultSet:  # nothing can fit its conditions
                    parts.append("0")
                    continue
                parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS capped)")
                parameters += given
            self.compiled = _written(f"SELECT {', '.join(parts)}", parameters)
        sql, left = self.compiled
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(left, values))
            return list(cursor.fetchone())
