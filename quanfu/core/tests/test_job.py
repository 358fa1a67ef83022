"""Work after commit: enqueued with the act, run at least once, parked with its reason when it will not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django_tasks import TaskResultStatus

from quanfu.core.actions.job import drop_job, rerun_job
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.enums import JobState
from quanfu.core.errors import AlreadyDone
from quanfu.core.events import emit
from quanfu.core.jobs import lease, upkeep
from quanfu.core.jobs.backend import task_at
from quanfu.core.jobs.worker import call
from quanfu.core.middleware import set_request_id
from quanfu.core.models.job import Job, ScheduledRun, Worker
from quanfu.core.models.journal import JournalEntry
from quanfu.core.models.number import NumberSeries
from quanfu.core.queries.job import parked_jobs, workers
from quanfu.core.testing import run_jobs
from quanfu.core.tests import jobs_for_tests as jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ran() -> Iterator[list[object]]:
    jobs.ran.clear()
    yield jobs.ran
    jobs.ran.clear()


def fail_once() -> lease.Claim:
    (claim,) = lease.claim("default", "w", 1)
    problem = call(claim)
    assert problem
    lease.fail(claim, "w", problem)
    return claim


def test_a_job_exists_only_if_its_act_is_committed(ran: list[object]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.note.enqueue(value=1)
        raise RuntimeError
    jobs.note.enqueue(value=2)
    assert run_jobs() == 1 and ran == [(2, "")]


def test_a_job_carries_the_request_it_came_from(ran: list[object]) -> None:
    set_request_id("click-0001")
    jobs.note.enqueue(value=1)
    set_request_id("")
    assert Job.objects.get().request_id == "click-0001"
    run_jobs()
    assert ran == [(1, "click-0001")]


def test_more_urgent_jobs_run_first_and_deferred_ones_when_due(ran: list[object]) -> None:
    jobs.note.enqueue(value="plain")
    jobs.note.using(priority=50).enqueue(value="urgent")
    jobs.note.using(run_after=now() + timedelta(hours=1)).enqueue(value="later")
    assert run_jobs() == 2
    with time_machine.travel(now() + timedelta(hours=1, seconds=1)):
        run_jobs()
    assert [value for value, _ in ran] == ["urgent", "plain", "later"]  # type: ignore[misc]


def test_the_result_is_told_through_the_standard_interface() -> None:
    result = jobs.nothing.enqueue()
    assert result.status == TaskResultStatus.READY
    run_jobs()
    result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL and jobs.nothing.get_result(result.id).is_finished


def test_only_declared_jobs_are_run_whatever_a_row_says() -> None:
    with pytest.raises(ImportError):
        task_at("os.system")


def test_claims_are_disjoint_and_counted_as_attempts() -> None:
    for i in range(5):
        jobs.note.enqueue(value=i)
    first, second = lease.claim("default", "a", 3), lease.claim("default", "b", 3)
    assert [len(first), len(second)] == [3, 2]
    assert not {c.id for c in first} & {c.id for c in second}
    assert all(c.attempts == 1 for c in first + second)


def test_a_failed_job_is_tried_again_after_growing_pauses_then_parked_with_its_reason() -> None:
    jobs.fail.enqueue(text="no such printer")
    pauses = []
    with time_machine.travel(datetime(2026, 11, 21, tzinfo=UTC), tick=False) as traveller:
        for _ in range(lease.MOST_ATTEMPTS - 1):
            lease.promote_due()
            fail_once()
            row = Job.objects.get()
            assert row.state == JobState.DEFERRED
            pauses.append((row.due_at - now()).total_seconds())
            traveller.move_to(row.due_at)
        lease.promote_due()
        fail_once()
    row = Job.objects.get()
    assert row.state == JobState.PARKED and row.attempts == 5
    assert "ValueError: no such printer" in row.error and "Traceback" in row.error
    assert [4 <= pauses[0] <= 6, 16 <= pauses[1] <= 24, 64 <= pauses[2] <= 96, 256 <= pauses[3] <= 384] == [
        True
    ] * 4


def test_somebody_faster_is_no_failure() -> None:
    jobs.be_late.enqueue()
    (claim,) = lease.claim("default", "w", 1)
    assert call(claim) is None


def test_a_job_that_exits_fails_and_does_not_end_the_worker() -> None:
    jobs.leave.enqueue()
    (claim,) = lease.claim("default", "w", 1)
    assert "SystemExit" in (call(claim) or "")


def test_who_has_lost_the_lease_changes_nothing() -> None:
    jobs.nothing.enqueue()
    (old,) = lease.claim("default", "w", 1)
    Job.objects.update(lease_until=now() - timedelta(seconds=1))
    assert lease.release_lost() == 1
    (new,) = lease.claim("default", "w", 1)  # the same worker again, even
    assert lease.finish([old], "w") == 0
    assert lease.fail(old, "w", "late") is None
    assert lease.finish([new], "other") == 0
    assert lease.finish([new], "w") == 1
    assert Job.objects.get().state == JobState.DONE


def test_a_lease_that_is_renewed_is_not_lost() -> None:
    jobs.nothing.enqueue()
    (claim,) = lease.claim("default", "w", 1, timedelta(seconds=1))
    before = Job.objects.get().lease_until
    lease.renew([claim], "w", timedelta(minutes=1))
    after = Job.objects.get().lease_until
    assert before and after and after - before > timedelta(seconds=50)
    assert lease.release_lost() == 0


def test_a_job_that_kills_its_worker_five_times_is_parked() -> None:
    jobs.nothing.enqueue()
    for _ in range(lease.MOST_ATTEMPTS):
        lease.claim("default", "w", 1)
        Job.objects.update(lease_until=now() - timedelta(seconds=1))
        lease.release_lost()
    row = Job.objects.get()
    assert row.state == JobState.PARKED and "worker w stopped" in row.error


def test_what_was_not_begun_is_given_back_without_costing_an_attempt() -> None:
    jobs.nothing.enqueue()
    lease.give_back(lease.claim("default", "w", 1), "w")
    row = Job.objects.get()
    assert (row.state, row.attempts) == (JobState.WAITING, 0)


def parked() -> Job:
    jobs.fail.enqueue(text="x")
    Job.objects.update(attempts=4)
    fail_once()
    (row,) = parked_jobs()
    return row


@pytest.mark.req("TEC-3")
def test_a_parked_job_is_run_again_by_a_person_and_that_is_in_the_journal() -> None:
    row = parked()
    rerun_job(job=row, by=SYSTEM)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (JobState.WAITING, 0)
    assert JournalEntry.objects.get().event == "core.job.rerun"
    with pytest.raises(AlreadyDone):
        rerun_job(job=row, by=SYSTEM)


def test_a_dropped_job_never_runs_and_keeps_its_reason() -> None:
    row = parked()
    drop_job(job=row, by=SYSTEM)
    assert run_jobs() == 0
    row.refresh_from_db()
    assert row.state == JobState.DROPPED and "ValueError" in row.error


def test_a_later_reaction_runs_from_its_journal_row(ran: list[object], wire: None) -> None:
    subject = NumberSeries.objects.create(series="JOBS", day="2026-11-21", last=1)
    with transaction.atomic():
        entry = emit("core.thing.changed", subject, by=SYSTEM, data={"a": 1})
    assert ran == [("now", subject.pk)]
    assert Job.objects.get().kwargs["journal_id"] == entry.pk
    run_jobs()
    assert ran[1:] == [("core.thing.changed", subject.pk, {"a": 1})]


def test_a_reaction_that_is_no_longer_wired_is_not_run(monkeypatch: pytest.MonkeyPatch, wire: None) -> None:
    from quanfu import wiring

    subject = NumberSeries.objects.create(series="JOBS", day="2026-11-21", last=1)
    with transaction.atomic():
        emit("core.thing.changed", subject, by=SYSTEM)
    monkeypatch.setitem(wiring.REACTIONS, "core.thing.changed", ([], []))
    with pytest.raises(LookupError):
        run_jobs()


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> None:
    from quanfu import wiring

    monkeypatch.setitem(wiring.REACTIONS, "core.thing.changed", ([jobs.reaction_now], [jobs.reaction_later]))


def test_upkeep_deletes_what_is_finished_and_old_and_nothing_else() -> None:
    jobs.nothing.enqueue()
    run_jobs()
    parked()
    jobs.nothing.enqueue()
    ScheduledRun.objects.create(name="yearly", due_at=now() - timedelta(days=300))
    Worker.objects.create(name="old", started_at=now(), seen_at=now())
    with time_machine.travel(now() + timedelta(days=3)):
        Worker.objects.create(name="new", started_at=now(), seen_at=now())
        upkeep.prune_jobs.call()
        assert set(Job.objects.values_list("state", flat=True)) == {JobState.PARKED, JobState.WAITING}
        assert ScheduledRun.objects.count() == 1  # the newest of its name is what tells when it ran last
        assert [worker.name for worker in workers()] == ["new"]


def test_an_idle_claim_reads_the_partial_index_only() -> None:
    with connection.cursor() as cursor:
        sql = "SELECT id FROM core_job WHERE state = 'waiting' AND queue = 'default' ORDER BY priority DESC, id LIMIT 1"
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
        plan = str(cursor.fetchall())
    assert "core_job_waiting" in plan and "B-TREE" not in plan and "Sort" not in plan
