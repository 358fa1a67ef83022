import re
import sys
from types import ModuleType

import pytest
from django.test import Client
from django.urls import reverse

from quanfu.org.models import Role
from quanfu.ui.navigation import MOST, Item, Section

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


def many(sections: int, items: int) -> list[Section]:
    item = Item("to there", "inbox", "ui:appearance.update", "")
    return [Section(f"section {n}", [item] * items, f"s{n}") for n in range(sections)]


def folding(html: str) -> str:
    """o for an unfolded section, - for a folded one, from the top."""
    return "".join(
        "o" if " open" in tag else "-" for tag in re.findall(r'<details class="nav-section"[^>]*>', html)
    )


def test_sections_that_fit_on_a_screen_are_unfolded(wiring, client: Client, li):
    client.force_login(li)
    wiring.NAVIGATION = many(3, 6)
    assert folding(frame(client)) == "ooo"
    wiring.NAVIGATION = many(5, 8)
    assert folding(frame(client)) == "oo---"


def test_what_one_folds_and_unfolds_stays_so(wiring, client: Client, li):
    client.force_login(li)
    wiring.NAVIGATION = many(5, 8)
    client.cookies["nav"] = "-s0.+s4"
    assert folding(frame(client)) == "-o--o"


def test_section_where_one_is_stands_unfolded(wiring, client: Client, li):
    client.force_login(li)
    wiring.NAVIGATION = [*many(5, 8), Section("last", [Item("me", "user", "org:profile.update", "")], "last")]
    client.cookies["nav"] = "-last"
    assert folding(frame(client, "/no/such/page/"))[-1] == "-"
    assert folding(frame(client, reverse("org:profile.update")))[-1] == "o"


def test_no_section_of_the_house_is_longer_than_eight():
    from quanfu.wiring import NAVIGATION

    assert {section.label: len(section.items) for section in NAVIGATION if len(section.items) > MOST} == {}
    codes = [section.code for section in NAVIGATION]
    assert all(codes) and len(set(codes)) == len(codes)
