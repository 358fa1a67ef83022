"""Queries of hot paths, whose SQL is put together once a process.

    BY_DIGEST = Prepared(lambda digest: Token.objects.select_related("person__unit").filter(digest=digest))
    token = BY_DIGEST.first(digest="…")

Django composes a query's SQL anew each time it is asked: 0.7-1.5 ms of CPU where a few tables are joined, three times what
asking the database takes. An intake by the API asks eight times. For such places only; what a page asks once stays plain.

Parameters are database values (numbers, texts) that stand in filter() as the right side of an exact match or a comparison.
Not done: lists as parameters, prefetch_related, values().
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]

M = TypeVar("M", bound=Model)


class _Slot(Expression):
    """Where a parameter's value will stand."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:  # type: ignore[override]
        return "%s", [self]


class Prepared(Generic[M]):
    """``make(**slots)`` gives the queryset; it is called once."""

    def __init__(self, make: Callable[..., QuerySet[M]]) -> None:
        self.make = make
        self.compiled: _Compiled[M] | None = None

    def all(self, **values: Any) -> list[M]:
        compiled = self.compiled
        if compiled is None:
            compiled = self.compiled = _Compiled(self.make(**{name: _Slot(name) for name in values}))
        return compiled.fetch(values)

    def first(self, **values: Any) -> M | None:
        """The first row, in the order that the queryset has; let it end in [:1] where there may be many."""
        return next(iter(self.all(**values)), None)


class _Compiled(Generic[M]):
    """What a queryset knows after its SQL was made: how to ask, and how to make instances of what comes back."""

    def __init__(self, queryset: QuerySet[M]) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.parameters = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select]
        self.converters = list(compiler.get_converters(columns).items())
        info: Any = compiler.klass_info
        self.own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        self.names = [column.target.attname for column in columns[self.own]]
        self.model: type[M] = info["model"]
        self.related = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]

    def fetch(self, values: dict[str, Any]) -> list[M]:
        given = [values[each.name] if isinstance(each, _Slot) else each for each in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, given)
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
