"""One act in one statement comes out as the same rows on every engine."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Value
from django.db.models.functions import Length

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.events import Event, emit
from quanfu.core.graph import add, change, change_row, insert_graph, one_write
from quanfu.core.models.file import StoredFile
from quanfu.core.models.job import Job, ScheduledRun
from quanfu.core.models.journal import JournalEntry
from quanfu.core.models.number import NumberSeries
from quanfu.core.testing import counted_queries
from quanfu.core.tests import jobs_for_tests as jobs

pytestmark = pytest.mark.django_db


def a_job(**columns: Any) -> Job:
    return Job(path="x", due_at=now(), enqueued_at=now(), **columns)


def a_run(job: Job | None, name: str = "line") -> ScheduledRun:
    return ScheduledRun(name=name, due_at=now(), job=job)


def test_parent_and_children_are_written_and_know_their_keys() -> None:
    parent = a_job(kwargs={"文": [1, None, "a'b%s"]}, lease_until=None)
    children = [a_run(parent, "a"), a_run(parent, "b"), a_run(None, "c")]
    insert_graph(parent, children)
    assert parent.pk
    assert [child.job_id for child in children] == [parent.pk, parent.pk, None]
    assert len({child.pk for child in children}) == 3
    stored = Job.objects.get(pk=parent.pk)
    assert (stored.kwargs, stored.lease_until, stored.due_at) == (parent.kwargs, None, parent.due_at)
    rows = ScheduledRun.objects.order_by("name").values_list("pk", "job_id")
    assert list(rows) == [(child.pk, child.job_id) for child in children]
    parent.state = "done"
    parent.save()  # an instance like any other from here on
    assert Job.objects.get().state == "done"


def test_a_query_inside_sees_what_was_added() -> None:
    with one_write():
        job = add(a_job())
        assert Job.objects.filter(pk=job.pk).exists()
        add(a_run(job))
        assert ScheduledRun.objects.get().job == job


def test_a_query_of_other_tables_does_not_send_the_rows() -> None:
    with counted_queries() as seen, one_write():
        add(a_job())
        assert not StoredFile.objects.exists()
        add(a_job())
    assert sum("INSERT" in sql for sql in seen) == (1 if connection.vendor == "postgresql" else 2)
    assert Job.objects.count() == 2


def test_a_row_is_taken_as_it_is_when_added() -> None:
    with one_write():
        job = add(a_job())
        job.path = "changed later"
    assert Job.objects.get().path == "x"


def test_change_reaches_a_row_held_back_and_one_already_there() -> None:
    with one_write():
        job = add(a_job())
        job.queue = "not told to the database"
        change(job, path="held", priority=3, kwargs={"a": 1})
    assert Job.objects.values_list("path", "priority", "kwargs", "queue").get() == (
        "held",
        3,
        {"a": 1},
        "default",
    )
    change(job, path="there")
    assert (job.path, Job.objects.get().path) == ("there", "there")
    with one_write():
        other = add(a_job())
        change_row(Job, other.pk, path="held")
        change_row(Job, job.pk, path="by key")
    assert list(Job.objects.order_by("id").values_list("path", flat=True)) == ["by key", "held"]
    assert other.path == "x"


def test_an_act_that_fails_leaves_nothing() -> None:
    with pytest.raises(ZeroDivisionError), one_write():
        add(a_job())
        1 / 0  # noqa: B018
    assert not Job.objects.exists()
    with one_write():
        add(a_job())
    assert Job.objects.count() == 1


def test_a_broken_constraint_fails_the_act() -> None:
    moment = now()
    add(ScheduledRun(name="a", due_at=moment))
    with pytest.raises(IntegrityError), one_write():
        add(a_job())
        add(ScheduledRun(name="a", due_at=moment))
    assert not Job.objects.exists()


def test_an_inner_act_joins_the_outer_one() -> None:
    with pytest.raises(ZeroDivisionError), one_write():
        add(a_job())
        with one_write():
            add(a_job())
        1 / 0  # noqa: B018
    assert not Job.objects.exists()


def test_an_inner_act_may_fail_alone_in_a_savepoint() -> None:
    with one_write():
        add(a_job(queue="kept"))
        with pytest.raises(ZeroDivisionError), transaction.atomic(), one_write():
            add(a_job(queue="lost"))
            1 / 0  # noqa: B018
        add(a_job(queue="kept too"))
    assert set(Job.objects.values_list("queue", flat=True)) == {"kept", "kept too"}


def test_a_database_error_in_a_savepoint_leaves_the_rest() -> None:
    moment = now()
    with one_write():
        add(ScheduledRun(name="a", due_at=moment))
        with pytest.raises(IntegrityError), transaction.atomic():
            add(a_job())
            ScheduledRun.objects.create(name="a", due_at=moment)
        add(a_job(queue="kept"))
    assert [job.queue for job in Job.objects.all()] == ["kept"]


def test_more_rows_than_fit_one_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quanfu.core.graph.MOST_ROWS", 7)
    with one_write():
        added = [add(a_job()) for _ in range(20)]
    assert set(Job.objects.values_list("pk", flat=True)) == {job.pk for job in added}


def test_expressions_and_given_keys_are_saved_too() -> None:
    with one_write():
        add(NumberSeries(pk=10**9, series="GRAPH", day="2026-11-21", last=Length(Value("three"))))
        add(a_job(pk=12345))
    assert NumberSeries.objects.values_list("last", flat=True).get(pk=10**9) == 5
    assert Job.objects.get().pk == 12345


def test_keys_drawn_ahead_never_meet_those_of_ordinary_inserts() -> None:
    keys = []
    for _ in range(3):
        with one_write():
            keys += [add(a_job()).pk, add(a_job()).pk]
        keys.append(Job.objects.create(path="x", due_at=now(), enqueued_at=now()).pk)
    assert len(set(keys)) == 9


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from quanfu import wiring

    def start_clocks(event: Event) -> None:
        with one_write():
            for name in ("contact", "acceptance", "completion", "feedback"):
                add(ScheduledRun(name=name, due_at=event.at))
            change(event.subject, priority=9)

    monkeypatch.setitem(wiring.REACTIONS, "core.thing.opened", ([start_clocks], [jobs.reaction_later]))
    yield


def intake() -> Job:
    """The shape of an intake: a thing, a note on it, its journal row, four clocks from a reaction, a job, a due time."""
    with one_write():
        thing = add(a_job(queue="slow"))
        add(a_run(thing, "note"))
        emit("core.thing.opened", thing, by=SYSTEM, label="FW-1")
    return thing


def test_an_act_with_reactions_is_all_there(wired: None) -> None:
    thing = intake()
    assert Job.objects.get(pk=thing.pk).priority == 9
    assert ScheduledRun.objects.count() == 5
    entry = JournalEntry.objects.get()
    assert (entry.subject_id, entry.subject_label) == (thing.pk, "FW-1")
    assert Job.objects.get(path="quanfu.core.jobs.reaction.react").kwargs["journal_id"] == entry.pk


def test_an_intake_takes_two_round_trips_on_postgresql(wired: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no round trips")
    with transaction.atomic():
        intake()
    ScheduledRun.objects.all().delete()
    with counted_queries() as seen:
        intake()
    assert [sql.partition(" ")[0] for sql in seen] == [
        "SAVEPOINT",
        "SELECT",
        "WITH",
        "RELEASE",
    ]  # the test's own savepoint


@pytest.mark.django_db(transaction=True)
def test_an_act_of_one_statement_sends_no_begin_on_postgresql(wired: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite begins at once")
    intake()

    def idle() -> bool:
        return connection.connection.info.transaction_status.name == "IDLE"

    with one_write():
        held = add(a_job())
        assert not StoredFile.objects.exists()
        assert idle()
    assert Job.objects.filter(pk=held.pk).exists()
    with pytest.raises(ZeroDivisionError), one_write():
        sent = add(a_job())
        assert Job.objects.filter(pk=sent.pk).exists()
        assert not idle()
        1 / 0  # noqa: B018
    assert not Job.objects.filter(pk=sent.pk).exists()
    with one_write():
        assert Job.objects.select_for_update().filter(pk=held.pk).exists()
        assert not idle()
    assert idle()


@pytest.mark.django_db(transaction=True)
def test_a_broken_constraint_in_the_one_statement_leaves_nothing_and_what_follows_works() -> None:
    moment = now()
    add(ScheduledRun(name="a", due_at=moment))
    told: list[str] = []
    with pytest.raises(IntegrityError), one_write():
        add(a_job())
        add(ScheduledRun(name="a", due_at=moment))
        transaction.on_commit(lambda: told.append("never"))
    with one_write():
        add(a_job(queue="later"))
        transaction.on_commit(lambda: told.append("later"))
        assert not told
    assert ([job.queue for job in Job.objects.all()], told) == (["later"], ["later"])
