import itertools
from datetime import date, timedelta

import pytest
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Concat

from quanfu.org.models import Person
from quanfu.ui.paging import Page, count_up_to, in_order, paginate

pytestmark = pytest.mark.django_db

ORDERS = [
    ["id"], ["-id"], ["name"], ["-name", "-id"], ["name", "-id"], ["employed_from"], ["-employed_from", "id"],
    ["unit__name", "name"], ["-unit__name", "employed_from"], ["unit", "name"], ["theme", "name", "id"],
]  # fmt: skip


@pytest.fixture
def people(company, front, station):
    """23 people with equal names, empty days and three units, so that every order has ties and gaps."""
    for number in range(23):
        Person.objects.create(
            login=f"p{number}", name=f"姓名{number % 5}", unit=[company, front, station][number % 3],
            employed_from=None if number % 4 == 0 else date(2026, 1, 1) + timedelta(days=number % 6),
        )  # fmt: skip
    return Person.objects.filter(login__startswith="p")


def walk(queryset, order, per):
    """All pages forwards, then backwards from the last one."""
    forwards = [paginate(queryset, order=order, per=per)]
    while forwards[-1].next:
        forwards.append(paginate(queryset, order=order, cursor=forwards[-1].next, per=per))
    backwards = [forwards[-1]]
    while backwards[-1].previous:
        backwards.append(paginate(queryset, order=order, cursor=backwards[-1].previous, per=per))
    return forwards, backwards


@pytest.mark.parametrize(("order", "per"), list(itertools.product(ORDERS, [1, 5, 22, 23, 24])))
def test_pages_hold_every_row_once_and_in_order(people, order, per):
    forwards, _ = walk(people, order, per)
    seen = [row.pk for page in forwards for row in page]
    assert seen == [row.pk for row in in_order(people, order)]
    assert len(seen) == len(set(seen)) == 23


@pytest.mark.parametrize(("order", "per"), list(itertools.product(ORDERS, [1, 5, 22])))
def test_turning_back_shows_the_same_rows(people, order, per):
    forwards, backwards = walk(people, order, per)
    assert [row.pk for page in reversed(backwards) for row in page] == [
        row.pk for page in forwards for row in page
    ]


@pytest.mark.parametrize("order", [["name", "id"], ["-employed_from"], ["-name"]])
def test_pages_by_several_ways_are_those_of_their_alternative(people, order):
    ways = [Q(name="姓名1"), Q(unit__code="front"), Q(theme="auto", name="姓名3"), Q(name="nobody")]
    either = people.filter(ways[0] | ways[1] | ways[2] | ways[3])
    seen, cursor = [], None
    while True:
        page = paginate(either, order=order, cursor=cursor, per=4, ways=ways)
        seen += [row.pk for row in page]
        if not (cursor := page.next):
            break
    assert seen == [row.pk for row in in_order(either, order)]
    back = paginate(either, order=order, cursor=page.previous, per=4, ways=ways)
    assert [row.pk for row in back] == seen[-len(page) - 4 : -len(page)]


@pytest.mark.parametrize("order", [["name", "id"], ["-employed_from"], ["unit__name"]])
def test_rows_may_be_dicts_or_named_tuples(people, order):
    columns = ["pk", "id", "name", "employed_from", "unit__name"]
    for rows in (people.values(*columns), people.values_list(*columns, named=True)):
        page = paginate(rows, order=order, per=5)
        second = paginate(rows, order=order, cursor=page.next, per=5)
        assert len(second) == 5
        assert {str(row) for row in page}.isdisjoint(str(row) for row in second)


def test_order_may_be_an_annotation(people):
    shown = people.annotate(label=Concat(F("name"), Value("-"), F("login"), output_field=CharField()))
    forwards, _ = walk(shown, ["label"], 6)
    assert len({row.pk for page in forwards for row in page}) == 23


def test_empty_values_come_last_both_ways(people):
    for order in (["employed_from"], ["-employed_from"]):
        days = [person.employed_from for person in in_order(people, order)]
        assert days[-6:] == [None] * 6


def test_first_and_last_page_know_that_they_are(people):
    first = paginate(people, order=["id"], per=20)
    last = paginate(people, order=["id"], per=20, cursor=first.next)
    assert first.previous is None
    assert last.next is None
    assert len(last) == 3


def test_back_on_the_first_page_there_is_nothing_before(people):
    first = paginate(people, order=["id"], per=5)
    again = paginate(
        people, order=["id"], per=5, cursor=paginate(people, order=["id"], per=5, cursor=first.next).previous
    )
    assert [row.pk for row in again] == [row.pk for row in first]
    assert again.previous is None
    assert again.next


@pytest.mark.parametrize("cursor", ["", "x", "a:b", "%00", "好", "[1]:x" * 50])
def test_malformed_cursor_gives_the_first_page(people, cursor):
    assert [r.pk for r in paginate(people, order=["id"], cursor=cursor, per=5)] == [
        r.pk for r in paginate(people, order=["id"], per=5)
    ]


def test_forged_cursor_gives_the_first_page(people):
    cursor = paginate(people, order=["id"], per=5).next
    forged = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    assert paginate(people, order=["id"], cursor=forged, per=5).previous is None


def test_cursor_of_another_order_gives_the_first_page(people):
    cursor = paginate(people, order=["name"], per=5).next
    assert paginate(people, order=["-name"], cursor=cursor, per=5).previous is None


def test_page_whose_rows_are_gone_leads_to_the_first(people):
    cursor = paginate(people, order=["id"], per=20).next
    people.order_by("-id").filter(pk__gt=people.order_by("id")[19].pk).delete()
    page = paginate(people, order=["id"], per=20, cursor=cursor)
    assert len(page) == 20
    assert page.previous is None


def test_row_that_comes_in_between_is_neither_lost_nor_doubled(people, front):
    first = paginate(people, order=["name", "id"], per=5)
    Person.objects.create(login="p-new", name="姓名0", unit=front)
    second = paginate(people, order=["name", "id"], cursor=first.next, per=5)
    assert {row.pk for row in first}.isdisjoint(row.pk for row in second)


def test_one_query_a_page_and_no_offset(people, django_assert_num_queries):
    cursor = paginate(people, order=["name", "id"], per=5).next
    with django_assert_num_queries(1) as captured:
        paginate(people, order=["name", "id"], cursor=cursor, per=5)
    sql = captured.captured_queries[0]["sql"]
    assert "OFFSET" not in sql
    assert '("org_person"."name", "org_person"."id") > (' in sql


def test_no_rows_is_an_empty_page(people):
    assert paginate(Person.objects.none(), order=["id"]) == Page([])


def test_unknown_column_is_a_mistake_of_ours(people):
    with pytest.raises(ValueError, match="Cannot order Person by 'nothing'"):
        paginate(people, order=["nothing"])


def test_counting_stops_at_the_limit(people):
    assert count_up_to(people, 10) == (10, True)
    assert count_up_to(people, 23) == (23, False)
