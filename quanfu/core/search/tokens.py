"""The index of many texts, on either engine: a table of tokens beside the texts, and what finds rows by them.

    class RequestWords(Tokens): request = OneToOneField(Request, CASCADE, primary_key=True)
    operations = [..., index_tokens("desk_requestwords", "request_id")]           # in its migration

    RequestWords.write([(request.pk, request.opened_at, text, entry)])
    newest(Request.objects.filter(visible), query, RequestWords, order="opened_at", most=25)   # keys, newest first

PostgreSQL: a GIN index over the tokens as a tsvector; SQLite: FTS5 beside the table, kept by triggers. Neither engine's own
cutting of words is used: they know no Chinese.

Newest first is what makes common words dear: a hundred thousand rows hold them, and a planner either fetches them all or
walks the newest rows and looks into each. So a text also carries the stretches of time it belongs to as tokens, and the
last days are asked first, then the last weeks, the last year, all. Each step has some eight times the texts of the one before,
so whatever a word's frequency, about eight times as many rows are fetched as wanted; at most four statements.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, migrations, models
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from quanfu.core.clock import now
from quanfu.core.search.query import Query
from quanfu.core.search.text import tokens as tokens_of

STRETCHES = (("#a", 2), ("#b", 5), ("#c", 8))  # of 4, 32 and 256 days
LONGEST_TEXT = 60_000  # characters of a text that are read


class Tokens(models.Model):
    """``tokens``: of the text, with blanks between. ``entry``: of the journal, the last one that the text includes."""

    tokens = models.TextField()
    entry = models.BigIntegerField(default=0)

    class Meta:
        abstract = True

    @classmethod
    def write(cls, texts: Iterable[tuple[int, datetime, str, int]]) -> None:
        """Index texts (key of what they are of, time, text, entry), anew if they were before; one statement."""
        key = cls._meta.pk.attname
        rows = [
            cls(
                **{
                    key: pk,
                    "tokens": " ".join(sorted(tokens_of(text[:LONGEST_TEXT]) | _times(at))),
                    "entry": entry,
                }
            )
            for pk, at, text, entry in texts
        ]
        cls._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=[cls._meta.pk.name], update_fields=["tokens", "entry"]
        )


def _day(at: datetime) -> int:
    return int(at.timestamp()) // 86_400


def _times(at: datetime) -> set[str]:
    return {f"{name}{_day(at) >> bits}" for name, bits in STRETCHES}


def matching(model: type[Tokens], query: Query, *, among: Sequence[str] = ()) -> RawSQL:
    """The keys of the texts that a query finds, of those with one of the tokens ``among``: for `pk__in`."""
    table, key = model._meta.db_table, model._meta.pk.column
    if connection.vendor == "postgresql":
        # MATERIALIZED: else the planner may walk another index and look into the tokens of each row
        sql = (
            f"WITH hit AS MATERIALIZED (SELECT {key} FROM {table} WHERE quanfu_tokens(tokens) @@ %s::tsquery) "
            f"SELECT {key} FROM hit"
        )
    else:
        sql = f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s"
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
    ``most``. until: nothing is later. One to four statements, by how rare the words are."""
    if not query:
        return []
    day = _day(until or now())
    steps: list[list[str]] = [
        [f"{name}{(day >> bits) - back}" for back in (0, 1)] for name, bits in STRETCHES
    ]
    first, *others = [_condition(query, among) for among in [*steps, []]]
    rows = within.filter(pk__in=matching(model, query, among=steps[0])).order_by(f"-{order}", "-pk")
    try:  # put together once: a statement takes the engine less time than Django takes to write it
        sql, params = rows.values_list("pk")[:most].query.sql_with_params()
    except EmptyResultSet:  # nothing may be seen
        return []
    place = params.index(first)
    found: list[int] = []
    with connection.cursor() as cursor:
        for condition in (first, *others):
            cursor.execute(sql, [*params[:place], condition, *params[place + 1 :]])
            found = [key for (key, *_rest) in cursor.fetchall()]
            if len(found) == most:
                break
    return found


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
