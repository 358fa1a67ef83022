import pytest
from django.http import QueryDict
from django.test import RequestFactory

from quanfu.org.models import Person
from quanfu.ui.listing import Column, listing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
COLUMNS = [Column("Name", sort="name"), Column("Unit", sort="unit__name"), Column("Phone")]


def page(query: str = "", **kwargs):
    request = RequestFactory().get(f"/people/?{query}")
    return listing(
        request,
        Person.objects.select_related("unit"),
        columns=COLUMNS,
        order=["name", "id"],
        search=["name", "phone"],
        **kwargs,
    )


def test_search_looks_into_its_columns():
    assert [person.name for person in page("q=李静").rows] == ["李静"]
    assert page("q=13900000002").rows[0].name == "赵强"


def test_search_takes_percent_signs_as_they_are():
    assert not page("q=%25").rows


def test_sort_by_any_other_column_is_ignored():
    assert [p.pk for p in page("sort=password").rows] == [p.pk for p in page().rows]


def test_sort_link_turns_the_direction():
    assert page("sort=name").heads[0].url == "?sort=-name"
    assert page("sort=-name").heads[0].url == "?sort=name"
    assert page("sort=-name").heads[0].direction == "descending"


def test_other_parameters_stay_and_the_page_does_not():
    found = page("q=1&state=open&cursor=x&sort=name")
    assert QueryDict(found.heads[1].url[1:]).dict() == {"q": "1", "state": "open", "sort": "unit__name"}


def test_next_page_keeps_search_and_sort():
    url = page("sort=-name&q=1", per=2).next_url
    assert {"sort", "q", "cursor"} == set(QueryDict(url[1:]))


def test_narrowed_only_by_search_or_filter():
    assert not page("sort=name").narrowed
    assert page("q=a").narrowed
    assert page("state=open").narrowed


def test_everything_has_the_rows_of_all_pages_in_their_order():
    found = page("sort=-name", per=3)
    assert [p.name for p in found.everything()] == [p.name for p in page("sort=-name", per=100).rows]


def test_cell_of_a_column_follows_its_path():
    person = page("q=李静").rows[0]
    assert Column("Unit", sort="unit__name").of(person) == "客户服务部"
    assert Column("Initial", value=lambda row: row.name[0]).of(person) == "李"
