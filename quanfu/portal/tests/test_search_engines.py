"""What the pages that everybody may read say of themselves to search engines."""

import re

import pytest
from django.test import Client

from quanfu.channels.models import Channel
from quanfu.channels.tests.talks import chat
from quanfu.org.models import Unit

__all__ = ["chat"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["", "help/", "help/?topic=7"])
def test_the_door_and_the_list_of_answers_name_title_description_and_one_address(
    company: Unit, path: str
) -> None:
    page = Client().get(f"/c/{company.code}/{path}").content.decode()
    head = page[: page.index("</head>")]
    assert re.search(rf"<title>[^<]+{company.label}</title>", head)
    described = re.search(r'<meta name="description" content="([^"]+)"', head)
    assert described and described.group(1).startswith(company.label) and len(described.group(1)) > 20
    bare = path.split("?")[0]
    assert re.findall(r'rel="canonical" href="https?://[^/]+([^"]+)"', head) == [f"/c/{company.code}/{bare}"]
    assert "noindex" not in head


def test_what_was_searched_for_is_no_page_for_search_engines(company: Unit) -> None:
    page = Client().get(f"/c/{company.code}/help/", {"q": "退费"}).content.decode()
    assert '<meta name="robots" content="noindex">' in page and "canonical" not in page


def test_the_door_promises_a_robot_only_where_one_answers(company: Unit, chat: Channel) -> None:
    assert "机器人" not in Client().get(f"/c/{company.code}/").content.decode()
    chat.settings["robot"] = True
    chat.save(update_fields=["settings"])
    assert "机器人" in Client().get(f"/c/{company.code}/").content.decode()
