"""The inbox's fragments: rows by page and by number, lists with counts, what is new, the customer's whole history."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from quanfu.channels.models import Channel
from quanfu.core.clock import at, now
from quanfu.core.files import open_file
from quanfu.core.testing import assert_query_count_constant
from quanfu.customers.models import Customer
from quanfu.desk.actions.note import add_note
from quanfu.desk.models import Note, Request, Seen
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ClientOf = Callable[[Person], Client]
MakeRequest = Callable[..., Request]


def numbers_in(page: str) -> list[str]:
    return re.findall(r'data-request="(FW-[\d-]+)" data-sort', page)


def test_a_row_is_asked_for_by_number_and_comes_only_where_it_stands(
    client_of: ClientOf, make_request: MakeRequest, li: Person
) -> None:
    one, other = make_request(), make_request(priority=0)
    asked = {"view": "urgent", "rows": f"{one.number},{other.number},FW-19990101-0001"}
    page = client_of(li).get("/desk/requests/", asked, headers=HTMX).content.decode()
    assert numbers_in(page) == [other.number]
    assert "<html" not in page


def test_rows_of_others_reach_are_not_told(
    client_of: ClientOf, make_request: MakeRequest, chen: Person
) -> None:
    asked = {"view": "open", "rows": make_request().number}
    assert not numbers_in(client_of(chen).get("/desk/requests/", asked, headers=HTMX).content.decode())


def test_more_rows_follow_on_those_before_without_a_gap(
    client_of: ClientOf, make_request: MakeRequest, li: Person
) -> None:
    made = [make_request() for _ in range(53)]
    client = client_of(li)
    first = client.get("/desk/requests/?view=mine").content.decode()
    more = re.search(r'data-more="([^"]+)"', first)
    assert more and len(numbers_in(first)) == 50
    rest = client.get(more[1].replace("&amp;", "&"), headers=HTMX).content.decode()
    assert sorted(numbers_in(first) + numbers_in(rest)) == sorted(r.number for r in made)


def test_places_of_rows_compare_as_the_list_stands(
    client_of: ClientOf, make_request: MakeRequest, li: Person
) -> None:
    for priority, days in ((2, 0), (1, 1), (2, 2), (0, 3)):
        with at(now() + timedelta(hours=days)):
            make_request(priority=priority)
    page = client_of(li).get("/desk/requests/?view=mine").content.decode()
    keys = re.findall(r'data-sort="([^"]+)"', page)
    assert len(keys) == 4 and keys == sorted(keys)


def test_a_request_opens_as_a_fragment_and_beside_its_list(
    client_of: ClientOf, make_request: MakeRequest, li: Person
) -> None:
    one, other = make_request(), make_request()
    client = client_of(li)
    alone = client.get(f"/desk/requests/{one.number}/").content.decode()
    beside = client.get(f"/desk/requests/{one.number}/?view=mine").content.decode()
    pane = client.get(f"/desk/requests/{one.number}/?view=mine", headers=HTMX).content.decode()
    assert other.number not in alone and {one.number, other.number} <= set(numbers_in(beside))
    assert "<html" not in pane and f'data-pane="{one.number}"' in pane


def test_ones_own_requests_are_new_until_looked_at_and_after_each_change(
    client_of: ClientOf, make_request: MakeRequest, li: Person, qian: Person
) -> None:
    request = make_request()
    client = client_of(li)

    def is_new(reader: Client) -> bool:
        return "item--unread" in reader.get("/desk/requests/?view=open").content.decode()

    assert is_new(client) and not is_new(client_of(qian))
    client.get(f"/desk/requests/{request.number}/")
    assert not is_new(client)
    with at(now() + timedelta(minutes=1)):
        add_note(request=request, kind="customer", text="还是不热", by=qian)
        assert is_new(client)
    with at(now() + timedelta(minutes=2)):
        client.get(f"/desk/requests/{request.number}/")
        assert not is_new(client)
        client.post(f"/desk/requests/{request.number}/seen/")
        assert is_new(client) and not Seen.objects.exists()


def test_lists_with_counts_come_alone_to_be_renewed(
    client_of: ClientOf, make_request: MakeRequest, li: Person
) -> None:
    make_request()
    page = client_of(li).get("/desk/requests/?view=mine&part=views", headers=HTMX).content.decode()
    assert "data-view-link" in page and "view-count" in page and "<html" not in page


def test_an_open_request_asks_the_same_questions_for_one_line_and_thirty(
    client_of: ClientOf, make_request: MakeRequest, li: Person
) -> None:
    request = make_request()
    client = client_of(li)
    client.get(f"/desk/requests/{request.number}/")

    def one_more() -> None:
        Note.objects.create(request=request, kind="note", text="记录", by=li, author=li.name, at=now())

    one_more()
    assert_query_count_constant(lambda: client.get(f"/desk/requests/{request.number}/"), one_more)


def test_files_go_along_with_a_line_of_the_conversation(
    client_of: ClientOf, make_request: MakeRequest, li: Person, tmp_path: object
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    request = make_request()
    fields = {"kind": "note", "text": "现场照片", "files": [SimpleUploadedFile("a.txt", b"16.5 C")]}
    client = client_of(li)
    client.post(f"/desk/requests/{request.number}/note/", fields)
    (kept,) = request.notes.get().files.all()
    with open_file(kept) as opened:
        assert opened.read() == b"16.5 C"
    assert "a.txt" in client.get(f"/desk/requests/{request.number}/").content.decode()


def test_more_files_than_the_rule_allows_are_refused(
    client_of: ClientOf, make_request: MakeRequest, li: Person, set_rule: Callable[..., None]
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    set_rule("desk.note_files_most", 1)
    request = make_request()
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(2)]
    fields = {"kind": "note", "text": "照片", "files": files}
    assert client_of(li).post(f"/desk/requests/{request.number}/note/", fields).status_code == 422
    assert not request.notes.exists()


@pytest.mark.req("INT-18")
def test_one_history_holds_what_the_customer_said_on_every_channel(
    client_of: ClientOf, make_request: MakeRequest, li: Person, wang: Customer, company: object
) -> None:
    mail = Channel.objects.create(company=company, code="mail-x", kind="mail", name="客服邮箱")
    before = make_request(channel=mail, subject="发邮件说明室温", contact_phone="", contact_email=wang.email)
    add_note(request=before, kind="customer", text="附上三天的测温记录", by=li)
    add_note(request=before, kind="note", text="只给同事看的话", by=li)
    present = make_request(subject="在线咨询")
    page = client_of(li).get(f"/desk/requests/{present.number}/history/", headers=HTMX).content.decode()
    assert before.number in page and "附上三天的测温记录" in page and "客服邮箱" in page
    assert present.number in page and "只给同事看的话" not in page


def test_the_history_asks_the_same_questions_for_one_request_and_thirty(
    client_of: ClientOf, make_request: MakeRequest, li: Person
) -> None:
    request = make_request()
    client = client_of(li)
    assert_query_count_constant(
        lambda: client.get(f"/desk/requests/{request.number}/history/", headers=HTMX), make_request
    )


def test_what_was_done_is_said_once_by_the_fragment_asked_for_because_of_it(
    client_of: ClientOf, make_request: MakeRequest, li: Person
) -> None:
    client, number = client_of(li), make_request().number
    client.post(f"/desk/requests/{number}/note/", {"text": "已联系客户", "kind": "note"}, headers=HTMX)
    pane, rows = f"/desk/requests/{number}/", f"/desk/requests/?rows={number}"
    assert "HX-Trigger" not in client.get(pane, headers=HTMX)  # fetched because it changed
    assert "HX-Trigger" in client.get(rows, headers=HTMX | {"X-Tells": "1"})
    assert "HX-Trigger" not in client.get(pane, headers=HTMX | {"X-Tells": "1"})
