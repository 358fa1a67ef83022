"""The rows of one act in one statement.

    with one_write():                       # instead of transaction.atomic()
        req = add(Request(...))             # has its pk from here on
        add(Note(request=req, ...))
        emit(REQUEST_OPENED, req, by=by)    # its journal row, jobs and "now" reactions join in

On PostgreSQL `add` draws the pk from the table's sequence and keeps the row back; all rows go in one CTE statement when
the block ends, or before the next SQL that could see them, so that a query inside always finds what was added. The ids a write
will need are foreseen from the last write that drew the same first: an intake of nine rows in five tables takes
two round trips (number and ids, rows) where five saves take nine. BEGIN waits for the first statement that writes or locks, and
where all rows go in the one at the end it is not sent at all, nor COMMIT: a statement is a transaction of its own.
On SQLite, where a statement costs no round trip, `add` inserts at once; the outcome is the same. Rows are taken as they are
when added; columns set later need `change`.

Not done: models with several tables, expressions as values (both are saved the ordinary way), signals.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from threading import local
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import AutoField, Field, Model

M = TypeVar("M", bound=Model)
MOST_ROWS = 500  # a longer write is sent in pieces: PostgreSQL takes at most 65,535 values a statement
LONG_WRITE = 16  # rows of a table from which on a write draws ids ahead of what it foresaw

_state = local()
_foreseen: dict[str, Counter[str]] = {}  # first sequence of a write -> how much of each it came to


@cache
def _fields(model: type[Model]) -> list[Any]:
    return [f for f in model._meta.local_concrete_fields if not f.generated]


# Types that these fields hand to the database as they are; asking each field took a tenth of an intake's CPU.
_TEXT: tuple[type, ...] = (str, type(None))
_NUMBER: tuple[type, ...] = (int, type(None))
_PLAIN: dict[type["Field[Any, Any]"], tuple[type, ...]] = {
    models.CharField: _TEXT, models.TextField: _TEXT, models.EmailField: _TEXT, models.BooleanField: (bool, type(None)),
    models.BigAutoField: _NUMBER, models.IntegerField: _NUMBER, models.BigIntegerField: _NUMBER, models.SmallIntegerField: _NUMBER,
    models.PositiveIntegerField: _NUMBER, models.PositiveSmallIntegerField: _NUMBER, models.PositiveBigIntegerField: _NUMBER,
    models.ForeignKey: _NUMBER, models.DateTimeField: (type(None),), models.JSONField: (),
}  # fmt: skip


@cache
def _plain(field: "Field[Any, Any]") -> tuple[type, ...]:
    stamped = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return () if stamped else _PLAIN.get(type(field), ())


def _values(instance: Model) -> list[Any] | None:
    """Database values in the order of _fields; None where one is an expression. Fills keys of relations added meanwhile."""
    values = []
    for f in _fields(type(instance)):
        given = getattr(instance, f.attname)
        if f.remote_field and given is None and f.is_cached(instance):
            related = f.get_cached_value(instance)
            given = related and getattr(related, f.target_field.attname)
            setattr(instance, f.attname, given)
        if type(given) in _plain(f):
            values.append(given)
            continue
        value = f.get_db_prep_save(f.pre_save(instance, True), connection)
        if hasattr(value, "resolve_expression"):
            return None
        values.append(value)
    return values


class _Write:
    """Rows held back inside one outermost `one_write` on PostgreSQL. ``alone``: no transaction is open around it."""

    def __init__(self, *, alone: bool) -> None:
        self.rows: list[tuple[Model, list[Any]]] = []
        self.first = ""
        self.drawn: defaultdict[str, list[int]] = defaultdict(list)
        self.used: Counter[str] = Counter()
        self.busy = False
        self.begun = not alone
        if alone:  # Django believes itself in a transaction; psycopg sends BEGIN with the first statement after `begin`
            connection.connection.autocommit = True

    def begin(self) -> None:
        if not self.begun:
            self.begun = True
            connection.connection.autocommit = False

    def before_sql(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.busy:
            if not _only_reads(sql):
                self.begin()
            if self.rows:
                if sql.startswith("ROLLBACK"):
                    self.rows.clear()  # added since that savepoint, for SAVEPOINT itself came through here
                elif not sql.startswith("SELECT") or any(row._meta.db_table in sql for row, _ in self.rows):
                    self.flush()
        return execute(sql, params, many, context)

    def add(self, instance: Model) -> bool:
        model = type(instance)
        if instance.pk is None and isinstance(model._meta.pk, AutoField):
            sequence = _sequence(model)
            instance.pk = self.draw(sequence, ahead=self.used[sequence])
            self.used[sequence] += 1
        values = _values(instance)
        if values is None:
            return False
        self.rows.append((instance, values))
        if len(self.rows) >= MOST_ROWS:
            self.flush()
        return True

    def draw(self, sequence: str, *, ahead: int = 0) -> int:
        """The next value; with it those of all tables that this write is likely to need. A write that has become longer
        than the one before it (``ahead`` so far) draws as many again, so that its round trips grow with the logarithm."""
        self.first = self.first or sequence
        if not self.drawn[sequence]:
            least = ahead if ahead >= LONG_WRITE else 1
            need = Counter({sequence: least}) | (_foreseen.get(self.first, Counter()) - self.used)
            names = list(need)
            self.busy = True
            try:
                with connection.cursor() as cursor:
                    cursor.execute(_draw(tuple(need.items())))
                    for i, value in sorted(cursor.fetchall(), reverse=True):
                        self.drawn[names[i]].append(value)
            finally:
                self.busy = False
        return self.drawn[sequence].pop()

    def flush(self, *, at_end: bool = False) -> None:
        if not at_end:
            self.begin()
        tables: dict[type[Model], list[list[Any]]] = {}
        for instance, values in self.rows:
            tables.setdefault(type(instance), []).append(values)
        self.rows = []
        if not tables:
            return
        *before, last = (_insert(model, len(rows)) for model, rows in tables.items())
        with_ = ", ".join(f"w{i} AS ({sql})" for i, sql in enumerate(before))
        self.busy = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"WITH {with_} {last}" if with_ else last,
                    [value for rows in tables.values() for row in rows for value in row],
                )
        finally:
            self.busy = False

    def remember(self) -> None:
        if self.first:
            _foreseen[self.first] = self.used


def _only_reads(sql: str) -> bool:
    """Whether a statement does the same outside a transaction: it neither writes nor locks (SELECT … FOR UPDATE)."""
    return sql.startswith("SELECT") and " FOR " not in sql and "pg_" not in sql


@cache
def _sequence(model: type[Model]) -> str:
    """The sequence behind a table's pk, as nextval takes it. Looked up once: the look costs as much as the drawing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [model._meta.db_table, model._meta.pk.column])
        name: str = cursor.fetchone()[0]
    return name


@lru_cache(maxsize=1000)
def _draw(need: tuple[tuple[str, int], ...]) -> str:
    return " UNION ALL ".join(
        f"SELECT {i}, nextval('{sequence}') FROM generate_series(1, {count})"
        for i, (sequence, count) in enumerate(need)
    )


@lru_cache(maxsize=1000)
def _insert(model: type[Model], rows: int, *, with_pk: bool = True) -> str:
    fields = [f for f in _fields(model) if with_pk or not f.primary_key]
    quote: Callable[[Any], str] = connection.ops.quote_name
    columns = ", ".join(quote(f.column) for f in fields)
    row = "(" + ", ".join(["%s"] * len(fields)) + ")"
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {', '.join([row] * rows)}"


@contextmanager
def one_write(*, savepoint: bool = True) -> Iterator[None]:
    """A transaction whose added rows travel together. Inside another one it joins it and has no savepoint of its own:
    a Refused or AlreadyDone from within ends the outer act too. Who means to go on after one wraps the inner act in
    `transaction.atomic()`. A constraint that a row breaks shows when the rows are sent, that is at the end at the latest.
    """
    if getattr(_state, "inside", False):
        with transaction.atomic(savepoint=False):
            yield
        return
    alone = not connection.in_atomic_block
    with transaction.atomic(savepoint=savepoint):
        _state.inside = True
        try:
            if connection.vendor != "postgresql":
                yield
                return
            write = _state.write = _Write(alone=alone)
            with connection.execute_wrapper(write.before_sql):
                yield
                write.flush(at_end=True)
            write.remember()
        finally:
            _state.inside, _state.write = False, None


def writing() -> bool:
    """Whether a `one_write` is under way here."""
    return getattr(_state, "inside", False)


def next_value(sequence: str) -> int:
    """nextval of a PostgreSQL sequence. Drawn first in a write, it brings the ids of the write's rows along and so saves
    a round trip; it is itself never drawn ahead, so only acts that fail leave gaps in it."""
    write: _Write | None = getattr(_state, "write", None)
    if write:
        return write.draw(sequence)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval('{sequence}')")
        value: int = cursor.fetchone()[0]
    return value


def add(instance: M) -> M:
    """Insert a new row (see above). Its pk is set; outside `one_write` it is inserted at once."""
    write: _Write | None = getattr(_state, "write", None)
    if instance._meta.parents or not (write.add(instance) if write else _insert_now(instance)):
        instance.save(force_insert=True)
    instance._state.adding, instance._state.db = False, connection.alias
    return instance


def _insert_now(instance: Model) -> bool:
    model = type(instance)
    pk: Any = model._meta.pk
    values = _values(instance)
    if values is None:
        return False
    given = instance.pk is not None or not isinstance(pk, AutoField)
    if not given:
        del values[_fields(model).index(pk)]
    sql = _insert(model, 1, with_pk=given)
    with connection.cursor() as cursor:
        if given or connection.vendor == "sqlite":
            cursor.execute(sql, values)
            instance.pk = instance.pk if given else cursor.lastrowid
        else:
            cursor.execute(f"{sql} RETURNING {connection.ops.quote_name(pk.column)}", values)
            instance.pk = cursor.fetchone()[0]
    return True


def change(instance: Model, **values: Any) -> None:
    """Set columns of a row, by attribute and in the database: in the row still held back, else by an UPDATE."""
    for name, value in values.items():
        setattr(instance, name, value)
    change_row(type(instance), instance.pk, **values)


def change_row(model: type[Model], pk: Any, **values: Any) -> None:
    """As `change`, for who has only the key: no instance's attributes are touched."""
    write: _Write | None = getattr(_state, "write", None)
    for held, columns in write.rows if write else []:
        if type(held) is model and held.pk == pk:
            for name, value in values.items():
                f: Any = model._meta.get_field(name)
                plain = value.pk if isinstance(value, Model) else value
                columns[_fields(model).index(f)] = f.get_db_prep_save(plain, connection)
            return
    model._base_manager.filter(pk=pk).update(**values)


def insert_graph(parent: M, children: Sequence[Model]) -> M:
    """Insert a new row and the rows that point to it."""
    with one_write():
        add(parent)
        for child in children:
            add(child)
    return parent
