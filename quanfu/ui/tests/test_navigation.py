import sys
from types import ModuleType

import pytest
from django.test import Client

from quanfu.org.models import Role
from quanfu.ui.navigation import Item, Section

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


@pytest.fixture
def wiring(settings):
    """A wiring table of the test's own."""
    module = ModuleType("quanfu_test_wiring")
    module.NAVIGATION, module.PANELS, module.SHELL = [], {}, {}
    sys.modules[module.__name__] = module
    settings.WIRING = module.__name__
    yield module
    del sys.modules[module.__name__]


def items(*pairs):
    return [Section("One", [Item(f"to {name}", "inbox", name, permission) for name, permission in pairs])]


def frame(client: Client, path: str = "/no/such/page/") -> str:
    return client.get(path).content.decode()


def test_only_what_is_permitted_and_installed_is_shown(wiring, client: Client, li):
    Role.objects.filter(code="agent").update(permissions=["a.b.index"])
    name = "ui:appearance.update"
    wiring.NAVIGATION = items((name, "a.b.index"), (name, "a.c.index"), ("not:there.index", "a.b.index"))
    client.force_login(li)
    assert frame(client).count(f"to {name}</span>") == 1
    assert "not:there" not in frame(client)


def test_section_without_items_is_not_shown(wiring, client: Client, li):
    wiring.NAVIGATION = items(("not:there.index", "a.b.index"))
    client.force_login(li)
    assert "nav-heading" not in frame(client)


def test_frame_needs_no_wiring_at_all(settings, client: Client, li):
    settings.WIRING = "no_such_module"
    client.force_login(li)
    assert 'class="sidebar"' in frame(client)


def test_bell_counts_what_is_unread(wiring, client: Client, li):
    wiring.SHELL = {"notifications": "ui:appearance.update", "unread": f"{__name__}.seven"}
    client.force_login(li)
    assert ">7<span" in frame(client)


def test_company_stands_above_the_navigation(wiring, client: Client, li):
    wiring.SHELL = {"company": f"{__name__}.company"}
    client.force_login(li)
    assert '<span class="brand-name">李静的公司</span>' in frame(client)


def seven(person):
    return 7


def company(person):
    return f"{person.name}的公司"
