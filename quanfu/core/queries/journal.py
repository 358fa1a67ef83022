"""Reading the journal: a thing's history, the auditors' list, and whether anybody has tampered with it."""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection
from django.db.models import Max, Model, Q, QuerySet
from django.utils import timezone

from quanfu.core.errors import Http404
from quanfu.core.models.journal import JournalEntry, Seal

NOTHING_SEALED = bytes(32)  # what stands in for the hash before the first seal
RECORD = 40


def history_of(*subjects: Model, limit: int = 500) -> list[JournalEntry]:
    """The acts on these things (a request and its order, say), oldest first, at most the newest ``limit`` of each."""
    found: list[JournalEntry] = []
    for subject in subjects:
        rows = JournalEntry.objects.filter(subject_type=subject._meta.label, subject_id=subject.pk)
        found += rows.order_by("-id")[:limit]
    return sorted(found, key=lambda entry: (entry.at, entry.pk))


def entries_matching(
    *,
    label: str = "",
    actor: str = "",
    event: str = "",
    since: date | None = None,
    until: date | None = None,
    request_id: str = "",
    companies: Collection[int] | None = None,
) -> "QuerySet[JournalEntry]":
    """The auditors' list. ``label``: a thing's number or its beginning; ``event``: its name or its beginning; ``actor``:
    a name, exactly; days are the company's, both inclusive; ``companies``: only acts in these (None: all there are)."""
    rows = JournalEntry.objects.all()
    if companies is not None:
        rows = rows.filter(company__in=companies)
    if label:
        rows = rows.filter(_beginning("subject_label", label))
    if actor:
        rows = rows.filter(actor_label=actor)
    if event:
        rows = rows.filter(_beginning("event", event))
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    if until:
        rows = rows.filter(at__lt=_midnight(until + timedelta(days=1)))
    if request_id:
        rows = rows.filter(request_id=request_id)
    return rows


def last_entry(*, before: datetime | None = None) -> int:
    """The id of the newest entry (of those from before an instant); 0 for none."""
    rows = JournalEntry.objects.filter(at__lt=before) if before else JournalEntry.objects.all()
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def acts_on(subject_type: str, *, after: int, until: int) -> dict[int, int]:
    """Things of a type on which something was done: id → id of the newest entry, of those after one and up to another."""
    rows = JournalEntry.objects.filter(subject_type=subject_type, pk__gt=after, pk__lte=until)
    return dict(rows.values_list("subject_id").annotate(last=Max("pk")).order_by())


def access_entry(pk: int, *, companies: Collection[int] | None) -> JournalEntry:
    """One act; Http404 alike for absent and for another company's."""
    entry = entries_matching(companies=companies).filter(pk=pk).first()
    if entry is None:
        raise Http404
    return entry


def _beginning(column: str, text: str) -> Q:
    """A prefix search that the column's index answers: LIKE on PostgreSQL (pattern index), a range on SQLite."""
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__startswith": text})
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + "\U0010ffff"})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def digest_of(entry: JournalEntry) -> bytes:
    """SHA-256 over all columns but the seal, as JSON with sorted keys and the time in UTC to the microsecond."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    columns = [entry.pk, at, entry.event, entry.actor_kind, entry.actor_id, entry.actor_label, entry.subject_type,
               entry.subject_id, entry.subject_label, entry.changes, entry.data, entry.request_id, entry.company]  # fmt: skip
    return hashlib.sha256(json.dumps(columns, sort_keys=True, separators=(",", ":")).encode()).digest()


def record_of(entry: JournalEntry) -> bytes:
    return entry.pk.to_bytes(8, "big") + digest_of(entry)


@dataclass
class Verdict:
    """``faults``: (kind, row id, seal number), kinds changed | deleted | inserted | seal_changed | seal_missing.
    ``head``: hash of the last seal as hex; kept elsewhere, it proves later that nothing before it was rewritten."""

    rows: int = 0
    seals: int = 0
    unsealed: int = 0
    head: str = ""
    head_at: datetime | None = None
    known_head: bool | None = None
    faults: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults and self.known_head is not False


def verify_journal(*, head: str = "", most_faults: int = 1) -> Verdict:
    """Read the whole chain and every sealed row; stops after ``most_faults``.

    ``head``: a hash noted earlier; ``known_head`` tells whether the chain still holds it. Rows not yet sealed (the last
    minute's) are counted, not judged.
    """
    verdict, previous = Verdict(known_head=False if head else None), NOTHING_SEALED
    for seal in Seal.objects.order_by("number").iterator(chunk_size=50):
        for fault in _faults_of(seal, previous, verdict.seals + 1):
            verdict.faults.append(fault)
            if len(verdict.faults) >= most_faults:
                return verdict
        previous = bytes(seal.hash)
        verdict.seals, verdict.rows = seal.number, verdict.rows + seal.count
        verdict.head, verdict.head_at = previous.hex(), seal.at
        if head and verdict.head == head.lower():
            verdict.known_head = True
    beyond = JournalEntry.objects.filter(seal__number__gt=verdict.seals).order_by("id").first()
    if beyond:
        verdict.faults.append(("seal_missing", beyond.pk, beyond.seal_id or 0))
    verdict.unsealed = JournalEntry.objects.filter(seal=None).count()
    return verdict


def _faults_of(seal: Seal, previous: bytes, expected: int) -> Iterator[tuple[str, int, int]]:
    records = bytes(seal.rows)
    if seal.number != expected:
        yield "seal_missing", 0, expected
        return
    if hashlib.sha256(previous + records).digest() != bytes(seal.hash):
        yield "seal_changed", 0, seal.number
        return
    sealed = {
        int.from_bytes(records[i : i + 8], "big"): records[i + 8 : i + RECORD]
        for i in range(0, len(records), RECORD)
    }
    present = JournalEntry.objects.filter(seal=seal).order_by("id")
    seen = set()
    for entry in present.iterator(chunk_size=2000):
        seen.add(entry.pk)
        if entry.pk not in sealed:
            yield "inserted", entry.pk, seal.number
        elif digest_of(entry) != sealed[entry.pk]:
            yield "changed", entry.pk, seal.number
    for missing in sorted(sealed.keys() - seen):
        yield "deleted", missing, seal.number
