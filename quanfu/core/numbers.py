"""Numbers people say on the telephone: FW-20261121-0007 is the seventh of its series on that day.

Two ways of counting:

* **Gap-tolerant** (the rule): a number that was drawn and rolled back is lost. On PostgreSQL a number is `nextval` of the
  series' native sequence minus where that sequence stood when the day's first number was drawn, kept in one row per day
  that is read once per process. So intakes never wait for each other, not even at midnight: the day's row is written by
  a short transaction of its own. Numbers drawn for two days at the same time share the sequence and leave gaps in both.
  On SQLite, where writers come one by one anyway, the row itself counts.
* **gapless=True**: the row counts within the caller's transaction, and whoever draws next waits until it ends. Only for
  where the law wants a series without gaps. A series is the one or the other for good.
"""

import re
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from quanfu.core.graph import next_value
from quanfu.core.models.number import NumberSeries

_bases: dict[tuple[str, str, date], int | None] = {}


def next_number(series: str, at: datetime | None = None, *, gapless: bool = False) -> str:
    """Draw a number. ``series``: 1-12 capital letters. ``at``: aware; its day where the company works is in the number.

    Four digits, more when a day has more than 9,999. Never given twice, whatever runs at the same time.
    """
    if not re.fullmatch("[A-Z]{1,12}", series):
        raise ValueError(f"{series!r} is not 1-12 capital letters")
    if gapless and not connection.in_atomic_block:
        raise RuntimeError("a gapless number outside a transaction would leave a gap when the act fails")
    day = timezone.localdate(at)
    number = None if gapless or connection.vendor != "postgresql" else _from_sequence(series, day)
    return f"{series}-{day:%Y%m%d}-{number or _from_row(series, day):04d}"


def _from_row(series: str, day: date, count: int = 1) -> int:
    """The last of the ``count`` numbers drawn."""
    table = NumberSeries._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (series, day, last) VALUES (%s, %s, %s) "
            f"ON CONFLICT (series, day) DO UPDATE SET last = {table}.last + %s RETURNING last",
            [series, day, count, count],
        )
        number: int | None = cursor.fetchone()[0]
    if number is None:
        raise RuntimeError(f"series {series} is gap-tolerant on {day}; it cannot become gapless within a day")
    return number


def _from_sequence(series: str, day: date) -> int | None:
    """None where that day is counted in its row (it began on another database engine)."""
    if (base := _base(series, day)) is None:
        return None
    return next_value(f"core_number_{series.lower()}") - base


def _base(series: str, day: date) -> int | None:
    key = (str(connection.settings_dict["NAME"]), series, day)
    if key not in _bases:
        if len(_bases) > 1000:
            _bases.clear()
        _bases[key] = _begin_day(series, day)
    return _bases[key]


def _begin_day(series: str, day: date) -> int | None:
    """Where the sequence stood when the day began; written by whoever comes first, in a transaction of its own, so that
    nobody waits for the act that happens to be the first of the day."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:  # type: ignore[no-untyped-call]
            own.set_autocommit(False)
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('quanfu.core.numbers'))")
            cursor.execute("SELECT base FROM core_numberseries WHERE series = %s AND day = %s", [series, day])
            row = cursor.fetchone()
            if row is None:
                cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS core_number_{series.lower()}")
                cursor.execute(
                    "INSERT INTO core_numberseries (series, day, base) "
                    f"VALUES (%s, %s, nextval('core_number_{series.lower()}')) RETURNING base",
                    [series, day],
                )
                row = cursor.fetchone()
            own.commit()
        return row[0] if row else None
    finally:
        own.close()


def reserve_numbers(series: str, day: date, count: int) -> list[str]:
    """The next ``count`` numbers of a day at once, for lists that are brought in; counted as single ones are."""
    base = _base(series, day) if connection.vendor == "postgresql" else None
    if base is None:
        last = _from_row(series, day, count)
        drawn = list(range(last - count + 1, last + 1))
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT nextval('core_number_{series.lower()}') FROM generate_series(1, %s)", [count]
            )
            drawn = sorted(value - base for (value,) in cursor.fetchall())
    return [f"{series}-{day:%Y%m%d}-{n:04d}" for n in drawn]
