"""Sealing the journal: the only write besides `emit`."""

import hashlib

from django.db import IntegrityError, transaction

from quanfu.core.clock import now
from quanfu.core.models.journal import JournalEntry, Seal
from quanfu.core.queries.journal import NOTHING_SEALED, record_of

AT_ONCE = 2000  # rows a seal: 80 kB of records


def seal_journal() -> int:
    """Seal every row that is not sealed yet; returns how many.

    Rows are taken because they are unsealed, never because of their id: PostgreSQL commits ids out of order. Two sealers
    at a time are harmless: both want the same next number and the slower one gives way. Writers are never waited for.
    """
    sealed = 0
    while count := _seal_some():
        sealed += count
    return sealed


def _seal_some() -> int:
    rows = list(JournalEntry.objects.filter(seal=None).order_by("id")[:AT_ONCE])
    if not rows:
        return 0
    last = Seal.objects.order_by("-number").first()
    records = b"".join(record_of(row) for row in rows)
    previous = bytes(last.hash) if last else NOTHING_SEALED
    try:
        with transaction.atomic():
            seal = Seal.objects.create(
                number=last.number + 1 if last else 1, at=now(), first_id=rows[0].pk, last_id=rows[-1].pk, count=len(rows),
                rows=records, hash=hashlib.sha256(previous + records).digest(),
            )  # fmt: skip
            taken = JournalEntry.objects.filter(pk__in=[row.pk for row in rows], seal=None).update(seal=seal)
            if taken != len(rows):
                raise IntegrityError("another sealer took some of these rows")
    except IntegrityError:
        return 0
    return len(rows)
