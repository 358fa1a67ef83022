"""The index of many texts, on either engine: a table of tokens beside the texts, and what finds rows by them.

    class RequestWords(Tokens): request = OneToOneField(Request, CASCADE, primary_key=True)
    operations = [..., index_tokens("desk_requestwords", "request_id")]           # in its migration

    RequestWords.write([(request.pk, request.opened_at, text, entry)])
    newest(Request.objects.filter(visible), query, RequestWords, order="opened_at", most=25)   # keys, newest first

PostgreSQL: a GIN index over the tokens as a tsvector; SQLite: FTS5 beside the table, kept by triggers. Neither engine's own
cutting of words is used: they know no Chinese.

Newest first is what makes common words dear: a hundred thousand rows hold them, and a planner either fetches them all or
walks the newest rows and looks into each. So a text also carries the stretches of time it belongs to as tokens, and the
search goes back in time: the last days first, then as far as what was found there says it must go for the rest. So about as
many rows are fetched as wanted, whatever a word's frequency and a reader's reach. What hardly any text holds is asked for at
once.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import ceil
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, migrations, models
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from quanfu.core.clock import now
from quanfu.core.search.query import Query
from quanfu.core.search.text import tokens as tokens_of

STRETCHES = (("#a", 0), ("#b", 3), ("#c", 6))  # of 1, 8 and 64 spans
SPAN = 2  # 4 days, as a power of two
LONGEST_TEXT = 60_000  # characters of a text that are read
SCARCE = 1_000  # texts that are sooner all fetched than looked for by their time
FARTHER = 8  # times as far back each time, at most
BACK = 128  # spans; what is not found so far back is sought everywhere
MORE = 1.5  # times as far as it should be: words come in heaps
PENDING = 256  # kB of new tokens that a search may have to read one by one
PENDING_WHILE_ALL = 16_384  # while everything is indexed anew


class Tokens(models.Model):
    """``tokens``: of the text, with blanks between. ``entry``: of the journal, the last one that the text includes."""

    tokens = models.TextField()
    entry = models.BigIntegerField(default=0)

    class Meta:
        abstract = True

    @classmethod
    def write(cls, texts: Iterable[tuple[int, datetime, str, int]], *, many: bool = False) -> None:
        """Index texts (key of what they are of, time, text, entry), anew if they were before; one statement, in a
        transaction. many: of a great many, so searches may meanwhile be slower."""
        rows = [
            (pk, " ".join(tokens_of(text[:LONGEST_TEXT]) | _times(at)), entry)
            for pk, at, text, entry in texts
        ]
        if not rows:
            return
        table, key = cls._meta.db_table, cls._meta.pk.column
        put = f"INSERT INTO {table} ({key}, tokens, entry) "
        instead = f"ON CONFLICT ({key}) DO UPDATE SET tokens = excluded.tokens, entry = excluded.entry"
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                columns = [list(column) for column in zip(*rows, strict=True)]
                cursor.execute(
                    f"{put}SELECT k, t, e FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS given (k, t, e), "
                    f"set_config('gin_pending_list_limit', %s, true) {instead}",
                    [*columns, str(PENDING_WHILE_ALL if many else PENDING)],
                )
            else:  # FTS5 puts in order what is new after every statement, be it one row or hundreds
                values = ", ".join(["(%s, %s, %s)"] * len(rows))
                cursor.execute(f"{put}VALUES {values} {instead}", [value for row in rows for value in row])


def _span(at: datetime) -> int:
    return int(at.timestamp()) // 86_400 >> SPAN


def _times(at: datetime) -> set[str]:
    span = _span(at)
    return {f"{name}{span >> bits}" for name, bits in STRETCHES}


def _stretches(begin: int, end: int) -> list[str]:
    """The tokens that texts of these spans have one of, and no others; as few as can be."""
    found: list[str] = []
    while begin < end:
        for name, bits in reversed(STRETCHES):
            if begin % (1 << bits) == 0 and begin + (1 << bits) <= end:
                found.append(f"{name}{begin >> bits}")
                begin += 1 << bits
                break
    return found


_WHERE = {
    "postgresql": "{table} WHERE quanfu_tokens(tokens) @@ %s::tsquery",
    "sqlite": "{table}_fts WHERE {table}_fts MATCH %s",
}


def matching(model: type[Tokens], query: Query, *, among: Sequence[str] = ()) -> RawSQL:
    """The keys of the texts that a query finds, of those with one of the tokens ``among``: for `pk__in`."""
    table, key = model._meta.db_table, model._meta.pk.column
    where = _WHERE[connection.vendor].format(table=table)
    if connection.vendor == "postgresql":
        # MATERIALIZED: else the planner may walk another index and look into the tokens of each row
        sql = f"WITH hit AS MATERIALIZED (SELECT {key} FROM {where}) SELECT {key} FROM hit"
    else:
        sql = f"SELECT rowid FROM {where}"
    return RawSQL(sql, [_condition(query, among)])


def _condition(query: Query, among: Sequence[str]) -> str:
    """As the engine reads it."""
    if connection.vendor == "postgresql":
        return _written(query, among, "'{}'", "'{}':*", " & ", " | ")
    return _written(query, among, '"{}"', '"{}"*', " AND ", " OR ")


def _written(query: Query, among: Sequence[str], word: str, start: str, both: str, either: str) -> str:
    def token(each: str) -> str:
        return start.format(each[:-1]) if each.endswith("*") else word.format(each)

    groups = [
        f"({either.join(f'({both.join(map(token, alternative))})' for alternative in group)})"
        for group in query.groups
    ]
    if among:
        groups.append(f"({either.join(map(token, among))})")
    return both.join(groups)


def newest(
    within: QuerySet[Any],
    query: Query,
    model: type[Tokens],
    *,
    order: str,
    most: int,
    until: datetime | None = None,
) -> list[int]:
    """The keys of the rows of ``within`` whose texts a query finds, the newest by the column ``order`` first, at most
    ``most``. until: nothing is later. A statement where the last days hold enough, three for what is rare, at most seven."""
    if not query:
        return []
    mark = _condition(query, ())
    rows = within.filter(pk__in=matching(model, query)).order_by(f"-{order}", "-pk")
    try:  # put together once: a statement takes the engine less time than Django takes to write it
        sql, params = rows.values_list("pk")[:most].query.sql_with_params()
    except EmptyResultSet:  # nothing may be seen
        return []
    if connection.vendor == "sqlite":
        # by their keys: knowing nothing of how many there are, it would walk all that a reader may see
        table = within.model._meta.db_table
        sql = sql.replace(f'FROM "{table}"', f'FROM "{table}" NOT INDEXED', 1)
    place = params.index(mark)
    found: list[int] = []
    end = _span(until or now()) + 1
    begin, last = end - 1, end
    with connection.cursor() as cursor:

        def ask(among: Sequence[str]) -> list[int]:
            cursor.execute(sql, [*params[:place], _condition(query, among), *params[place + 1 :]])
            return [key for (key, *_rest) in cursor.fetchall()]

        while last - end <= BACK:
            found += ask(_stretches(begin, end))
            if len(found) >= most:
                return found[:most]
            seen = last - begin
            if not found and seen == 1 and _is_scarce(cursor, model, mark):
                break
            farther = (FARTHER - 1) * seen
            if found:
                farther = max(farther, ceil((most - len(found)) * seen / (len(found) + 1) * MORE))
            begin, end = max(0, begin - farther), begin
            for _name, bits in STRETCHES[1:]:  # so that few tokens say it
                begin -= begin % (1 << bits) if farther >= 2 << bits else 0
        return list(dict.fromkeys([*found, *ask(())]))[:most]


def _is_scarce(cursor: Any, model: type[Tokens], condition: str) -> bool:
    """Whether hardly any text is found."""
    where = _WHERE[connection.vendor].format(table=model._meta.db_table)
    cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {where} LIMIT {SCARCE}) AS first", [condition])
    return bool(cursor.fetchone()[0] < SCARCE)


def index_tokens(table: str, key: str) -> migrations.RunPython:
    """The migration operation that makes the index of a table of tokens."""

    def make(_apps: Any, schema_editor: Any) -> None:
        lines = _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE
        for line in lines:
            schema_editor.execute(line.format(table=table, key=key))

    def unmake(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {table}_gin")
            return
        for end in ("ai", "ad", "au"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{end}")
        schema_editor.execute(f"DROP TABLE IF EXISTS {table}_fts")

    return migrations.RunPython(make, unmake)


def tune_tokens(table: str) -> migrations.RunPython:
    """The migration operation after which a search is not shared out among processes, which costs more than it takes, and
    who writes says how many new tokens may wait to be put in order."""

    def tune(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute("ALTER FUNCTION quanfu_tokens(text) PARALLEL UNSAFE")
            schema_editor.execute(f"ALTER INDEX {table}_gin RESET (gin_pending_list_limit)")

    return migrations.RunPython(tune, migrations.RunPython.noop)


_POSTGRESQL = (
    # Its cost keeps the planner from reading the whole table, and being plpgsql it is not taken apart.
    "CREATE OR REPLACE FUNCTION quanfu_tokens(text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1000 "
    "AS $$ BEGIN RETURN array_to_tsvector(string_to_array($1, ' ')); END $$",
    # Tokens out of line: what a search fetches are keys, a hundred a page instead of five.
    "ALTER TABLE {table} SET (toast_tuple_target = 128)",
    "CREATE INDEX {table}_gin ON {table} USING gin (quanfu_tokens(tokens)) WITH (gin_pending_list_limit = 256)",
)
_SQLITE = (
    "CREATE VIRTUAL TABLE {table}_fts USING fts5(tokens, content='{table}', content_rowid='{key}', detail=none, "
    "columnsize=0, tokenize=\"ascii tokenchars '#'\")",
    "CREATE TRIGGER {table}_ai AFTER INSERT ON {table} BEGIN "
    "INSERT INTO {table}_fts(rowid, tokens) VALUES (new.{key}, new.tokens); END",
    "CREATE TRIGGER {table}_ad AFTER DELETE ON {table} BEGIN "
    "INSERT INTO {table}_fts({table}_fts, rowid, tokens) VALUES ('delete', old.{key}, old.tokens); END",
    "CREATE TRIGGER {table}_au AFTER UPDATE ON {table} BEGIN "
    "INSERT INTO {table}_fts({table}_fts, rowid, tokens) VALUES ('delete', old.{key}, old.tokens); "
    "INSERT INTO {table}_fts(rowid, tokens) VALUES (new.{key}, new.tokens); END",
)
