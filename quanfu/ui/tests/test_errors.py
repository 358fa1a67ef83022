import errno

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client, RequestFactory

from quanfu.ui import errors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_pages", "cast")]


def request_from(referer: str = ""):
    return RequestFactory().post("/x/", headers={"referer": referer} if referer else {})


def test_broken_page_tells_nothing_of_the_inside(client: Client):
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    assert b"secret" not in response.content


def test_broken_page_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert errors.server_error(RequestFactory().get("/")).status_code == 500


def test_broken_page_names_the_number_of_the_request(client: Client):
    client.raise_request_exception = False
    response = client.get("/broken/", headers={"X-Request-ID": "abcdef123456"})
    assert b"abcdef123456" in response.content


@pytest.mark.parametrize(
    "error", [OperationalError("database or disk is full"), OSError(errno.ENOSPC, "No space left on device")]
)
def test_what_cannot_be_kept_is_503_and_says_that_it_was_not(error: Exception):
    try:
        raise error
    except Exception:
        response = errors.server_error(RequestFactory().get("/"))
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "没有保存" in response.content.decode()


def test_too_large_is_413():
    assert errors.bad_request(request_from(), RequestDataTooBig()).status_code == 413


def test_bad_request_is_400():
    assert errors.bad_request(request_from(), SuspiciousOperation()).status_code == 400


def test_old_form_is_403_and_leads_back(client: Client):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/ui/appearance/", headers={"referer": "http://testserver/report/?a=1"})
    assert response.status_code == 403


def test_way_back_never_leaves_the_site():
    body = errors.csrf_failure(request_from("https://evil.example/x")).content.decode()
    assert "evil.example" not in body


def test_way_back_is_no_other_host_that_starts_alike():
    body = errors.csrf_failure(request_from("http://testserver.evil.example/x")).content.decode()
    assert "evil.example" not in body


def test_error_page_stands_in_the_frame_of_the_signed_in(client: Client, li):
    client.force_login(li)
    assert 'class="sidebar"' in client.get("/no/such/page/").content.decode()


def test_error_page_for_strangers_shows_no_navigation(client: Client):
    assert 'class="sidebar"' not in client.get("/no/such/page/").content.decode()


def test_a_host_that_is_not_ours_gets_a_calm_400(client: Client, settings):
    settings.ALLOWED_HOSTS = ["quanfu.example"]
    got = client.get("/login/", headers={"host": "evil.example", "referer": "http://evil.example/x"})
    assert got.status_code == 400
    assert "evil.example" not in got.content.decode()


def test_a_wrong_statement_of_ours_is_no_full_disk():
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
    except DatabaseError:
        response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
