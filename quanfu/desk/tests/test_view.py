"""Saved lists: whose they are, who sees what in them, how they are counted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from quanfu.core.clock import now
from quanfu.core.errors import Http404, Refused
from quanfu.core.testing import counted_queries
from quanfu.desk.actions.view import delete_view, save_view
from quanfu.desk.models import Request, SavedView
from quanfu.desk.queries.inbox import inbox_rows
from quanfu.desk.queries.view import Saved, access_view, saved_views, view_counts, view_of, views_for
from quanfu.org.models import Person, Unit

pytestmark = pytest.mark.django_db
URGENT = {"field": "priority", "op": "in", "value": [0, 1]}
SOON = {"field": "due", "op": "within", "value": 120}
AT_MINE = {"field": "unit", "op": "in", "value": ["mine"]}


def names_of(by: Person) -> set[str]:
    return {str(view.label) for view in views_for(by) if isinstance(view, Saved)}


def test_a_list_of_ones_own_is_nobody_elses(li: Person, wu: Person) -> None:
    view = save_view(name="快超时", conditions=SOON, by=li)
    assert names_of(li) == {"快超时"} and names_of(wu) == set()
    with pytest.raises(Http404):
        view_of(wu, f"v{view.pk}")
    with pytest.raises(Http404):
        access_view(view.pk, by=wu)


def test_a_list_of_the_team_is_seen_in_its_unit_and_below(
    zhao: Person, sun: Person, li: Person, make_person: Callable[..., Person], team: Unit
) -> None:
    save_view(name="本站紧急", conditions=URGENT, sharing="team", by=zhao)
    below = make_person("deep", "林深", team, "engineer")
    assert names_of(sun) == names_of(below) == {"本站紧急"} and names_of(li) == set()


def test_a_list_of_the_company_stays_in_the_company(zheng: Person, li: Person, chen: Person) -> None:
    save_view(name="全公司", conditions=URGENT, sharing="company", by=zheng)
    assert names_of(li) == {"全公司"} and names_of(chen) == set()


def test_who_may_not_share_is_refused(li: Person, zhao: Person, zheng: Person) -> None:
    for by, sharing in ((li, "team"), (li, "company"), (zhao, "company")):
        with pytest.raises(Refused) as refused:
            save_view(name="共享", conditions=URGENT, sharing=sharing, by=by)
        assert refused.value.field == "sharing"
    assert save_view(name="共享", conditions=URGENT, sharing="company", by=zheng).pk


def test_sharing_never_shows_more_than_the_reader_may_see(
    make_request: Callable[..., Request], zheng: Person, sun: Person, li: Person
) -> None:
    """Li's reach is the company, Sun's what is his own: the same list shows each of them their own part."""
    hers, his = make_request(priority=1), make_request(priority=1)
    Request.objects.filter(pk=his.pk).update(responsible=sun)
    view = save_view(name="紧急", conditions=URGENT, sharing="company", by=zheng)
    shown = {
        person.login: {row.number for row in inbox_rows(person, view_of(person, f"v{view.pk}"), {})[0]}  # type: ignore[arg-type]
        for person in (li, sun)
    }
    assert shown == {"li": {hers.number, his.number}, "sun": {his.number}}
    assert view_counts(sun, views_for(sun))[f"v{view.pk}"] == 1


def test_all_lists_are_counted_in_one_statement_and_as_their_rows_say(
    make_request: Callable[..., Request], li: Person, enquiry_type: Any
) -> None:
    for priority in (0, 1, 2, 2):
        make_request(priority=priority, service_type=enquiry_type)
    conditions = [URGENT, SOON, AT_MINE, {"not": URGENT}, {"any": []}, {}, {"field": "late", "op": "is", "value": True},
                  {"field": "subject", "op": "contains", "value": "100%"}, {"field": "opened", "op": "beyond", "value": 3}]  # fmt: skip
    Request.objects.filter(priority=0).update(
        due_at=now() - timedelta(hours=1), opened_at=now() - timedelta(days=5)
    )
    for number, condition in enumerate(conditions):
        save_view(name=f"列表 {number}", conditions=condition, by=li)
    li.may("desk.request.index")
    views = views_for(li)
    for _again in range(2):
        with counted_queries() as asked:
            counts = view_counts(li, views)
        assert len(asked) == 1
        assert counts == {
            view.code: inbox_rows(li, view, {})[0].count()
            for view in views
            if view.code in counts  # type: ignore[arg-type]
        }
    assert [counts[view.code] for view in views if isinstance(view, Saved)] == [2, 2, 4, 2, 0, 4, 1, 0, 1]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table of this size as a whole")
def test_lists_are_counted_by_the_index_of_open_requests(li: Person) -> None:
    """Else each count would read all closed requests of the company."""
    save_view(name="复杂", conditions={"all": [{"any": [URGENT, SOON]}, {"not": AT_MINE}]}, by=li)
    li.may("desk.request.index")
    with counted_queries() as asked:
        view_counts(li, views_for(li))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[-1]}")
        plan = [row[-1] for row in cursor.fetchall()]
    reads = [line for line in plan if "desk_request" in line]
    assert reads and "USING INDEX open_by_company" in reads[-1]


def test_the_most_lists_of_a_person_are_limited(li: Person, set_rule: Callable[..., None]) -> None:
    set_rule("desk.view_most", 1)
    save_view(name="一", conditions={}, by=li)
    with pytest.raises(Refused):
        save_view(name="二", conditions={}, by=li)


def test_lists_stand_by_position(li: Person) -> None:
    for name, position in (("三", 30), ("一", 10), ("二", 20)):
        save_view(name=name, conditions={}, position=position, by=li)
    assert [view.name for view in saved_views(li)] == ["一", "二", "三"]


@pytest.mark.parametrize("order", ["due", "newest", "oldest", "changed"])
def test_the_order_is_that_of_the_list(make_request: Callable[..., Request], li: Person, order: str) -> None:
    first, second = make_request(), make_request()
    at = now()
    Request.objects.filter(pk=first.pk).update(opened_at=at - timedelta(hours=2), updated_at=at, due_at=at)
    Request.objects.filter(pk=second.pk).update(opened_at=at, updated_at=at - timedelta(hours=1), due_at=at + timedelta(hours=1))  # fmt: skip
    view = view_of(li, f"v{save_view(name='排序', conditions={}, order=order, by=li).pk}")
    rows, by = inbox_rows(li, view, {})  # type: ignore[arg-type]
    expected = [second, first] if order == "newest" else [first, second]
    assert [row.number for row in rows.order_by(*by)] == [request.number for request in expected]


def test_a_deleted_list_is_gone_and_the_journal_knows(li: Person) -> None:
    from quanfu.core.models import JournalEntry

    delete_view(view=save_view(name="旧", conditions={}, by=li), by=li)
    assert not SavedView.objects.exists()
    assert JournalEntry.objects.filter(event="desk.view.deleted").count() == 1
