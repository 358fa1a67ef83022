"""Telling idle workers that there is something to do."""

import time

from django.db import connection, transaction

CHANNEL = "quanfu_jobs"
EVERY = 0.1  # seconds; a worker that was woken looks more often than this before it sleeps again

_last = 0.0


def wake_workers() -> None:
    """After commit, on PostgreSQL: NOTIFY. SQLite's worker looks twice a second by itself.

    Sent after the commit, not in the transaction: PostgreSQL makes transactions that notify commit one after the
    other, disk write included. Should the process die in between, the worker's own look finds the job.
    """
    if connection.vendor == "postgresql":
        transaction.on_commit(_notify, robust=True)


def _notify() -> None:
    global _last
    if time.monotonic() - _last < EVERY:
        return
    _last = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
