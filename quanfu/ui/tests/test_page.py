import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from quanfu.ui.tests import pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_pages", "cast")]


def test_page_knows_its_context_noun_and_verb():
    info = pages.show.page
    assert (info.context, info.noun, info.verb) == ("ui", "pages", "show")
    assert info.template == "ui/pages/show.html"
    assert info.url_name == "ui:pages.show"
    assert info.permission == "ui.pages.show"


def test_stranger_is_sent_to_the_login_and_back(client: Client):
    response = client.get("/show/?a=1")
    assert response.status_code == 303
    assert response["Location"] == "/login/?next=%2Fshow%2F%3Fa%3D1"


def test_stranger_who_posts_comes_back_to_the_page_of_the_form(client: Client):
    response = client.post("/create/", headers={"referer": "http://testserver/show/?b=2"})
    assert response["Location"] == "/login/?next=%2Fshow%2F%3Fb%3D2"


def test_forbidden_looks_exactly_like_absent(client: Client, li):
    client.force_login(li)
    forbidden, absent = client.get("/show/"), client.get("/no/such/page/")
    assert forbidden.status_code == absent.status_code == 404
    assert _without_token(forbidden.content, b"/show/") == _without_token(absent.content, b"/no/such/page/")


def _without_token(body: bytes, path: bytes) -> bytes:
    return re.sub(rb'value="\w{64}"', b"", body).replace(path, b"")


def test_own_page_needs_no_permission_but_a_login(client: Client, li):
    assert client.get("/update/").status_code == 303
    client.force_login(li)
    assert client.get("/update/").status_code == 200


def test_public_page_is_open(client: Client):
    assert client.get("/index/").status_code == 200


def test_page_is_rendered_and_kept_out_of_shared_caches(inside: Client):
    response = inside.get("/show/")
    assert b"<h1>whole</h1>" in response.content
    assert "private" in response["Cache-Control"]
    assert "HX-Request" in response["Vary"]


def test_htmx_gets_the_block_alone(inside: Client):
    body = inside.get("/show/", headers={"HX-Request": "true"}).content.decode()
    assert body.startswith("<p>part")


def test_boosted_link_gets_the_whole_page(inside: Client):
    body = inside.get("/show/", headers={"HX-Request": "true", "HX-Boosted": "true"}).content.decode()
    assert "<h1>whole</h1>" in body


def test_invalid_form_is_answered_with_422(inside: Client):
    response = inside.post("/show/", {"name": ""})
    assert response.status_code == 422


def test_refusal_stands_beside_its_field(inside: Client):
    response = inside.post("/show/", {"name": "taken"})
    assert response.status_code == 422
    assert b"This name is taken" in response.content


def test_refusal_about_a_field_that_the_form_lacks_is_about_the_form():
    form = pages.NameForm({"name": "rule"})
    assert form.is_valid()
    assert pages.attempt(form, pages.rename, name="rule", by=None) is None
    assert form.non_field_errors() == ["Not on Sundays"]


def test_attempt_gives_true_for_an_action_without_a_result():
    assert pages.attempt(pages.NameForm({}), lambda: None) is True


def test_act_ends_with_303_and_a_flash_that_can_be_undone(inside: Client):
    response = inside.post("/show/", {"name": "valve"})
    assert response.status_code == 303
    assert response["Location"] == "/show/"
    flash = next(iter(get_messages(response.wsgi_request)))
    assert (str(flash), flash.extra_tags) == ("Renamed", "/show/undo/")


def test_flash_is_shown_once_with_its_undo(inside: Client):
    inside.post("/show/", {"name": "valve"})
    first, second = (inside.get("/show/").content.decode() for _ in range(2))
    assert "Renamed" in first
    assert 'action="/show/undo/"' in first
    assert "Renamed" not in second


def test_act_by_htmx_takes_the_whole_page_along(inside: Client):
    response = inside.post("/show/", {"name": "valve"}, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response["HX-Redirect"] == "/show/"


def test_fragment_brings_its_flash_in_a_header(client: Client):
    response = client.get("/index/", headers={"HX-Request": "true"})
    assert response["HX-Trigger"] == '{"flash": {"message": "Kept", "undo": "/u/"}}'


def test_lost_race_is_a_calm_page_that_says_how_things_stand(inside: Client):
    response = inside.post("/show/", {"name": "late"}, headers={"referer": "http://testserver/show/?c=3"})
    body = response.content.decode()
    assert response.status_code == 409
    assert "Zhao has renamed it" in body
    assert "New name: 阀门" in body
    assert 'href="/show/?c=3"' in body


def test_lost_race_leaves_the_page_of_htmx_as_it_is(inside: Client):
    response = inside.post("/show/", {"name": "late"}, headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert response["HX-Reswap"] == "none"
    assert "Zhao has renamed it" in response["HX-Trigger"]


def test_refused_button_without_a_form_says_why(inside: Client):
    response = inside.post("/create/")
    assert response.status_code == 422
    assert "Not before it was accepted" in response.content.decode()


def test_wrong_method_is_answered_with_what_is_allowed(inside: Client):
    response = inside.get("/create/")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
