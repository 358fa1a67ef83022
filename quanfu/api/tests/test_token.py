from collections.abc import Callable

import pytest
from django.test import Client

from quanfu.api.actions.token import make_token
from quanfu.api.models import Token
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import today
from quanfu.org.models import Person

pytestmark = pytest.mark.django_db
Open = Callable[[Person], Client]


def test_token_is_shown_once_and_kept_as_a_digest(client_of: Open, li: Person) -> None:
    page = client_of(li).post("/api/v1/tokens/new/", {"note": "ERP"}).content.decode()
    token = Token.objects.get()
    plain = page.split("<code")[1].split(">")[1].split("<")[0]
    assert plain.startswith("qf_") and plain not in token.digest
    assert plain not in client_of(li).get("/api/v1/tokens/").content.decode()


def test_revoked_token_is_gone_from_the_list_and_opens_nothing(client_of: Open, li: Person) -> None:
    plain = make_token(person=li, by=SYSTEM, note="ERP")
    client = client_of(li)
    assert client.get("/api/v1/requests", headers={"authorization": f"Bearer {plain}"}).status_code == 200
    assert Token.objects.get().last_used_on == today()
    client.post(f"/api/v1/tokens/{Token.objects.get().pk}/deletion/")
    assert "ERP" not in client.get("/api/v1/tokens/").content.decode()
    assert client.get("/api/v1/requests", headers={"authorization": f"Bearer {plain}"}).status_code == 401


def test_token_of_somebody_else_cannot_be_revoked(client_of: Open, li: Person, chen: Person) -> None:
    make_token(person=li, by=SYSTEM)
    assert client_of(chen).post(f"/api/v1/tokens/{Token.objects.get().pk}/deletion/").status_code == 404
    assert Token.objects.get().revoked_at is None
