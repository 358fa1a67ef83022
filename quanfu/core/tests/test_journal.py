"""The journal keeps what happened, and shows when somebody has touched it."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from quanfu.core import journal_guard
from quanfu.core.actions.journal import seal_journal
from quanfu.core.actor import SYSTEM, visitor
from quanfu.core.events import emit
from quanfu.core.models.journal import JournalEntry, Seal
from quanfu.core.models.number import NumberSeries
from quanfu.core.queries.journal import entries_matching, history_of, verify_journal

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject(db: None) -> NumberSeries:
    return NumberSeries.objects.create(series="JOURNAL", day="2026-11-21", last=1)


def write(subject: NumberSeries, count: int = 1, **extra: Any) -> list[JournalEntry]:
    with transaction.atomic():
        return [
            emit("core.thing.changed", subject, by=visitor("王女士"), changes={"last": [i, i + 1]}, **extra)
            for i in range(count)
        ]


@pytest.fixture
def unguarded(db: None) -> None:
    """The database as its owner could have it: without our triggers. Comes back with the test's rollback."""
    journal_guard.remove(connection)


@pytest.mark.req("TEC-3")
def test_a_row_keeps_who_when_what_old_and_new(subject: NumberSeries) -> None:
    (entry,) = write(subject)
    entry.refresh_from_db()
    assert (entry.actor_kind, entry.actor_label, entry.subject_type) == (
        "customer",
        "王女士",
        "core.NumberSeries",
    )
    assert entry.changes == {"last": [0, 1]} and entry.subject_id == subject.pk


@pytest.mark.django_db(transaction=True)
def test_emit_outside_a_transaction_is_a_fault(subject: NumberSeries) -> None:
    with pytest.raises(RuntimeError):
        emit("core.thing.changed", subject, by=SYSTEM)


@pytest.mark.req("TEC-3")
@pytest.mark.parametrize("sql", ["UPDATE core_journalentry SET event = 'x'", "DELETE FROM core_journalentry"])
def test_the_database_refuses_to_change_or_delete_rows(subject: NumberSeries, sql: str) -> None:
    write(subject)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert JournalEntry.objects.get().event == "core.thing.changed"


def test_the_database_refuses_to_change_or_delete_seals(subject: NumberSeries) -> None:
    write(subject)
    seal_journal()
    for sql in (
        "UPDATE core_seal SET count = 0",
        "DELETE FROM core_seal",
        "UPDATE core_journalentry SET seal_id = NULL",
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_a_seal_cannot_bring_another_change_along(subject: NumberSeries) -> None:
    write(subject, 2)
    seal_journal()
    write(subject)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE core_journalentry SET seal_id = 1, event = 'x' WHERE seal_id IS NULL")


@pytest.mark.req("TEC-3")
def test_sealing_takes_every_row_once_and_verifies(
    subject: NumberSeries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quanfu.core.actions.journal.AT_ONCE", 2)
    write(subject, 5)
    assert (seal_journal(), seal_journal()) == (5, 0)
    write(subject)
    verdict = verify_journal()
    assert verdict.ok and (verdict.rows, verdict.seals, verdict.unsealed) == (5, 3, 1)
    assert verdict.head == bytes(Seal.objects.get(number=3).hash).hex()


def test_a_head_noted_earlier_is_found_again(subject: NumberSeries) -> None:
    write(subject)
    seal_journal()
    noted = verify_journal().head
    write(subject)
    seal_journal()
    assert verify_journal(head=noted).ok
    assert not verify_journal(head="00" * 32).ok


@pytest.mark.req("TEC-3")
@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE core_journalentry SET actor_label = 'somebody else' WHERE id = %s", "changed"),
        ("UPDATE core_journalentry SET changes = '{}' WHERE id = %s", "changed"),
        ("DELETE FROM core_journalentry WHERE id = %s", "deleted"),
        ("UPDATE core_journalentry SET seal_id = 1 WHERE seal_id IS NULL AND id > %s", "inserted"),
    ],
)
def test_tampering_is_named_by_row(subject: NumberSeries, unguarded: None, sql: str, fault: str) -> None:
    rows = write(subject, 3)
    seal_journal()
    late = write(subject)[0]
    with connection.cursor() as cursor:
        cursor.execute(sql, [rows[1].pk])
    verdict = verify_journal()
    assert not verdict.ok
    assert verdict.faults == [(fault, late.pk if fault == "inserted" else rows[1].pk, 1)]


def test_a_forged_record_breaks_the_chain(subject: NumberSeries, unguarded: None) -> None:
    write(subject)
    seal_journal()
    write(subject)
    seal_journal()
    Seal.objects.filter(number=1).update(rows=bytes(40))
    assert verify_journal().faults == [("seal_changed", 0, 1)]


def test_a_seal_removed_from_the_end_leaves_rows_that_tell(subject: NumberSeries, unguarded: None) -> None:
    row = write(subject)[0]
    seal_journal()
    with connection.constraint_checks_disabled():
        JournalEntry.objects.filter(pk=row.pk).update(seal=None)
        Seal.objects.filter(number=1).delete()
    assert verify_journal().unsealed == 1  # seen by a head noted elsewhere
    assert verify_journal(head="ab" * 32).ok is False


@pytest.mark.req("SLA-11")
def test_history_lists_the_acts_on_a_thing_oldest_first(subject: NumberSeries) -> None:
    other = NumberSeries.objects.create(series="OTHER", day="2026-11-21", last=1)
    write(subject, 2)
    write(other)
    assert [entry.changes["last"] for entry in history_of(subject)] == [[0, 1], [1, 2]]
    assert len(history_of(subject, other)) == 3


def test_the_list_is_filtered_by_label_actor_event_and_day(subject: NumberSeries) -> None:
    write(subject, label="FW-20261121-0007")
    write(subject, label="FW-20261121-0008")
    assert entries_matching(label="FW-20261121-0007").count() == 1
    assert entries_matching(label="FW-2026").count() == 2
    assert entries_matching(actor="王女士", event="core.").count() == 2
    assert entries_matching(event="desk.").count() == 0
    assert entries_matching(companies=[1]).count() == 0
    day = entries_matching()[0].at.date()
    assert entries_matching(until=day.replace(year=2000)).count() == 0
    assert entries_matching(since=day.replace(year=2000)).count() == 2
