"""Every page of the house whose words are full of attacks, and a window that sees when one of them acts."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from quanfu.channels.models import Call
from quanfu.desk.models import BulkRun
from quanfu.org.models import Person
from tests.access import objects
from tests.access.test_matrix import URLS
from tests.access.world import GROUP, World, build
from tests.browser.conftest import PATIENCE
from tests.browser.hook import hooked, look
from tests.browser.hook_world import forget, poison
from tests.browser.sound import is_ground

# Files and data, which other stories open as such; what leads on; what asks a provider.
NO_PAGE = ("api:", "channels:hook.create", "channels:raw.show", "knowledge:handbook.show", "core:calendar_export.show", "core:file.show",
           "account_logout", "portal:talk", "portal:robots.show", "portal:sitemap.show")  # fmt: skip


@pytest.fixture
def window(browser: Any, live_server: Any) -> Iterator[Callable[[Person | None], tuple[Any, list[str]]]]:
    """window(somebody): a page of a browser in which they are logged in, and the list of what goes wrong in it."""
    contexts, entered = [], []

    def opened(person: Person | None) -> tuple[Any, list[str]]:
        context = browser.new_context(locale="zh-CN", base_url=live_server.url)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if person:
            client = Client()
            client.force_login(person)
            name = django_settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        watching = hooked(context, live_server.url)
        faults = watching.__enter__()
        entered.append(watching)
        return context.new_page(), faults

    yield opened
    for context in contexts:
        context.close()


def addresses(world: World) -> Iterator[tuple[Person | None, str, str]]:
    """(who, URL name, path) of all that a browser shows, for staff and for customers."""
    things = objects.build(world)["A", "own"]
    of: dict[str, Person] = {c.role: c.person for c in world.callers if c.company and c.company.key == "A"}
    of |= {"rater": things.seat.rater, "keeper": things.saved_view.person, "worker": things.worker}
    BulkRun.objects.update(by=of["administrator"])
    Call.objects.update(person=of["administrator"])  # at whose telephone it rings
    of["all"] = next(c.person for c in world.callers if c.role == GROUP)
    own = {"performance:rating.create": "rater", "desk:view.show": "keeper", "desk:view.update": "keeper", "desk:view.delete": "keeper",
           "desk:handover.update": "worker", "desk:leftover.update": "worker", "workorders:day.show": "engineer",
           "org:notification.show": "engineer", "org:notification.index": "engineer", "core:job.index": "all", "core:job.show": "all"}  # fmt: skip
    for url in URLS.values():
        if "GET" not in url.methods or url.name.startswith(NO_PAGE):
            continue
        path = reverse(url.name, kwargs=objects.args_for(url.name)(things) if url.takes else {})
        public = url.name.startswith("portal:") or url.name in (
            "account_login",
            "channels:unsubscription.create",
        )
        yield (None if public else of[own.get(url.name, "administrator")]), url.name, path


def acted(window: Callable[..., Any], *, ground: bool) -> tuple[int, list[str]]:
    """How many pages were seen, and what the attacks in their words did. The pages are shared out as in sound.py."""
    asked = [each for each in addresses(build()) if is_ground(each[1]) == ground]
    assert poison() > 400
    forget()
    windows: dict[int, Any] = {}
    wrong, seen = [], 0
    for person, name, path in asked:
        key = person.pk if person else 0
        if key not in windows:
            windows[key] = window(person)
        page, faults = windows[key]
        status = look(page, faults, path)
        seen += status == 200
        wrong += [] if status == 200 else [f"{name}: {status}"]
    wrong += [text for _page, faults in windows.values() for text in faults]
    return seen, list(dict.fromkeys(wrong))
