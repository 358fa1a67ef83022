import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
PATH = "/ui/appearance/"


def lang(client: Client, **headers) -> str:
    return client.get("/no/such/page/", headers=headers)["Content-Language"]


@pytest.mark.parametrize(
    ("wish", "given"),
    [
        ("", "zh-Hans"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("en-GB,en;q=0.9", "en"),
        ("de,en;q=0.5", "en"),
        ("fr", "zh-Hans"),
        ("*", "zh-Hans"),
        ("zh-hans-CN", "zh-Hans"),
        ("\x00;;q=", "zh-Hans"),
    ],
)
def test_browser_is_heard_where_nobody_has_chosen(client: Client, wish, given):
    assert lang(client, **{"Accept-Language": wish}) == given


def test_chosen_language_stays_in_the_browser(client: Client):
    client.post(PATH, {"locale": "en"})
    assert lang(client, **{"Accept-Language": "zh-CN"}) == "en"


def test_persons_language_goes_before_the_browsers(client: Client, li):
    client.force_login(li)
    client.post(PATH, {"locale": "en"})
    li.refresh_from_db()
    assert li.locale == "en"
    elsewhere = Client()
    elsewhere.force_login(li)
    assert lang(elsewhere, **{"Accept-Language": "zh-CN"}) == "en"


def test_theme_of_a_person_is_kept_and_drawn_by_the_server(client: Client, li):
    client.force_login(li)
    client.post(PATH, {"theme": "dark"})
    li.refresh_from_db()
    assert li.theme == "dark"
    assert 'data-theme="dark"' in client.get("/no/such/page/").content.decode()


def test_theme_of_a_stranger_is_kept_in_a_cookie(client: Client):
    client.post(PATH, {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/no/such/page/").content.decode()


@pytest.mark.parametrize("theme", ["pink", '"><script>', ""])
def test_unknown_theme_changes_nothing(client: Client, theme):
    client.post(PATH, {"theme": theme})
    client.cookies["theme"] = "x"
    assert 'data-theme="auto"' in client.get("/no/such/page/").content.decode()


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", "report"]
)
def test_way_back_stays_on_the_site(client: Client, back):
    assert client.post(PATH, {"theme": "dark", "next": back})["Location"] == "/"


def test_way_back_is_the_page_one_was_on(client: Client):
    assert client.post(PATH, {"theme": "dark", "next": "/report/?a=1"})["Location"] == "/report/?a=1"
