"""A prepared query finds what the plain one finds, time after time."""

from datetime import timedelta

import pytest
from django.db.models import Q

from quanfu.core.clock import now
from quanfu.core.models.job import Job, ScheduledRun
from quanfu.core.prepared import Prepared, PreparedCounts
from quanfu.core.testing import counted_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs() -> list[Job]:
    at = now()
    return [
        Job.objects.create(
            path=f"p{n}", queue="it's", kwargs={"文": [n]}, due_at=at + timedelta(days=n), enqueued_at=at
        )
        for n in range(4)
    ]


def test_it_finds_rows_with_their_relations_in_one_query(jobs: list[Job]) -> None:
    runs = [ScheduledRun.objects.create(name=f"r{n}", due_at=now(), job=job) for n, job in enumerate(jobs)]
    lone = ScheduledRun.objects.create(name="lone", due_at=now())
    by_name = Prepared(lambda name: ScheduledRun.objects.select_related("job").filter(name=name))
    for run in [*runs, lone]:
        with counted_queries() as seen:
            found = by_name.first(name=run.name)
            assert found == run and found.job == run.job
            assert found.job is None or found.job.kwargs == run.job.kwargs
            assert found.due_at == run.due_at and not found._state.adding
        assert len(seen) == 1
    assert by_name.first(name="nobody's") is None
    assert by_name.all(name="r1' OR '1'='1") == []


def test_it_takes_lists_instants_and_constants_with_quotes(jobs: list[Job]) -> None:
    late = Prepared(
        lambda keys, at: Job.objects.filter(pk__in=keys, due_at__lt=at, queue="it's").order_by("-pk")[:2]
    )
    at = jobs[2].due_at + timedelta(minutes=1)
    assert late.all(keys=[job.pk for job in jobs], at=at) == [jobs[2], jobs[1]]
    assert late.all(keys=[jobs[0].pk, 0, 0, jobs[3].pk], at=at) == [jobs[0]]


def test_several_counts_come_in_one_query_and_end_at_the_limit(jobs: list[Job]) -> None:
    def make(at: object, path: object) -> list[object]:
        return [
            Job.objects.all(),
            Job.objects.filter(due_at__lt=at),
            Job.objects.filter(Q(path=path) | Q(path="p3")),
            Job.objects.filter(path="%s"),
        ]

    counts = PreparedCounts(make, most=3)
    with counted_queries() as seen:
        assert counts.count(at=jobs[1].due_at, path="p0") == [3, 1, 2, 0]
    assert len(seen) == 1
    assert counts.count(at=jobs[3].due_at, path="p3") == [3, 3, 1, 0]
