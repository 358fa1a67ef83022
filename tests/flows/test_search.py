"""Looking for anything from the box in the frame: by number, phone, name; always within one's reach."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.core.testing import counted_queries
from quanfu.customers.models import Customer
from quanfu.desk.models import Request
from quanfu.desk.tests.conftest import approved, ordered
from quanfu.org.models import Person
from quanfu.workorders.models import Order

__all__ = ["approved", "ordered"]
pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


def panels_of(client: Client, page: str) -> str:
    """What the lazily fetched parts of a page say."""
    import re

    paths = re.findall(r'hx-get="(/[^"]+)"', page)
    return "".join(client.get(path, headers=HTMX).content.decode() for path in paths)


@pytest.mark.req("TEC-1")
def test_a_records_number_opens_it_with_links_to_all_related_ones(
    client_of: ClientOf, ordered: Request, wu: Person, li: Person, wang: Customer
) -> None:
    client = client_of(wu)
    order = Order.objects.get(request=ordered)
    found = client.get("/search/", {"q": ordered.number.lower()})
    assert found["Location"] == reverse("desk:request.show", args=[ordered.number])
    page = client.get(found["Location"]).content.decode()
    related = page + panels_of(client, page)
    assert reverse("workorders:order.show", args=[order.number]) in related
    assert (
        reverse("customers:customer.show", args=[wang.pk])
        in client_of(li).get(found["Location"]).content.decode()
    )
    found = client.get("/search/", {"q": order.number})
    assert found["Location"] == reverse("workorders:order.show", args=[order.number])
    assert (
        reverse("desk:request.show", args=[ordered.number]) in client.get(found["Location"]).content.decode()
    )


@pytest.mark.parametrize("text", ["138 0000 0001", "1380000", "王建", "暖气"])
def test_phone_name_and_beginning_of_the_subject_find_the_request(
    client_of: ClientOf, make_request: Callable[..., Request], li: Person, text: str
) -> None:
    request = make_request()
    assert request.number in client_of(li).get("/search/", {"q": text}).content.decode()


def test_the_palette_gets_the_same_as_a_list_of_options(
    client_of: ClientOf, make_request: Callable[..., Request], li: Person
) -> None:
    request = make_request()
    page = client_of(li).get("/search/", {"q": request.number}, headers=HTMX).content.decode()
    assert 'role="option"' in page and f"/desk/requests/{request.number}/" in page and "<html" not in page


@pytest.mark.parametrize("text", ["FW-", "13800000001", "王建国"])
def test_nothing_of_another_company_is_found(
    client_of: ClientOf, make_request: Callable[..., Request], chen: Person, text: str
) -> None:
    request = make_request()
    page = client_of(chen).get("/search/", {"q": text})
    assert page.status_code == 200 and request.number not in page.content.decode()


def test_anothers_number_looks_absent(
    client_of: ClientOf, make_request: Callable[..., Request], chen: Person
) -> None:
    page = client_of(chen).get("/search/", {"q": make_request().number})
    assert page.status_code == 200


@pytest.mark.parametrize("text", ["", "a", "\0", "%", "_", "'; --", "𠀀" * 90, "FW-99999999-9999"])
def test_whatever_is_typed_is_answered(client_of: ClientOf, li: Person, text: str) -> None:
    assert client_of(li).get("/search/", {"q": text}).status_code == 200


def test_a_search_asks_the_same_questions_for_one_hit_and_ten(
    client_of: ClientOf, make_request: Callable[..., Request], li: Person
) -> None:
    client = client_of(li)
    make_request()
    client.get("/search/", {"q": "王建"})
    with counted_queries() as one:
        client.get("/search/", {"q": "王建"})
    for _ in range(9):
        make_request()
    with counted_queries() as ten:
        client.get("/search/", {"q": "王建"})
    assert len(one) == len(ten)
