import jinja2
import pytest
from django.template import engines
from django.test import Client

from quanfu.org.models import Person, Role
from quanfu.ui.tests.pages import TEMPLATES


@pytest.fixture
def sample_pages(settings, monkeypatch) -> None:
    """The pages of tests/pages.py, reachable and with their templates."""
    settings.ROOT_URLCONF = "quanfu.ui.tests.pages"
    env = engines["jinja2"].env
    monkeypatch.setattr(env, "loader", jinja2.ChoiceLoader([jinja2.DictLoader(TEMPLATES), env.loader]))


@pytest.fixture
def inside(li: Person, client: Client) -> Client:
    """li, whose role may open the sample pages."""
    role = Role.objects.get(code="agent")
    role.permissions = [*role.permissions, "ui.pages.*"]
    role.save()
    client.force_login(li)
    return client
