from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from quanfu.core.clock import now, today
from quanfu.desk.models import Request
from quanfu.desk.queries.inbox import BY_CODE, inbox_counts, inbox_rows
from quanfu.org.models import Person
from quanfu.ui.paging import in_order

pytestmark = pytest.mark.django_db


@pytest.mark.req("TEC-8")
@pytest.mark.parametrize(
    ("view", "index"), [("open", "open_by_"), ("unassigned", "open_by_"), ("closed", "request_by_")]
)
def test_first_page_is_read_from_its_index_and_nothing_is_sorted(
    make_request: Callable[..., Request], li: Person, view: str, index: str
) -> None:
    """What makes the first page of 100,000 as quick as of 100; the seconds are measured by bench/list.py."""
    make_request()
    rows, order = inbox_rows(li, BY_CODE[view], {})
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
            )
    plan = in_order(rows, order)[:50].explain()
    assert index in plan
    assert "TEMP B-TREE" not in plan and "Seq Scan on desk_request" not in plan


def test_counts_beside_the_lists_are_those_of_the_lists(
    make_request: Callable[..., Request], li: Person
) -> None:
    for priority in (1, 2, 2):
        make_request(priority=priority)
    counts = inbox_counts(li)
    assert (counts["mine"], counts["new"], counts["urgent"], counts["feedback"]) == (3, 3, 1, 0)
    for code in ("mine", "new", "urgent", "late", "open"):
        assert counts[code] == inbox_rows(li, BY_CODE[code], {})[0].count()


def test_days_of_the_filter_are_whole_days(
    client_of: Callable[[Person], Client], make_request: Callable[..., Request], li: Person
) -> None:
    request = make_request()
    earlier = make_request()
    Request.objects.filter(pk=earlier.pk).update(opened_at=now() - timedelta(days=3))
    page = (
        client_of(li)
        .get("/desk/requests/", {"view": "open", "since": str(today()), "until": str(today())})
        .content.decode()
    )
    assert request.number in page and earlier.number not in page
