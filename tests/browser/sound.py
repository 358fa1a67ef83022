"""Every page of the house, and what is looked at on each: one title and one headline, nothing too wide, names for all controls,
focus to be seen."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

from quanfu.desk.models import BulkRun
from quanfu.org.models import Person
from tests.access import objects
from tests.access.test_matrix import URLS
from tests.access.world import GROUP, build
from tests.browser.conftest import DESK, PHONE

# The pages of these contexts are walked by test_pages, all others by test_pages_of_work: two workers share them.
GROUND = ("core", "ui", "org", "knowledge", "training", "customers", "channels")
# Not pages: documents, downloads, what leads on at once, and pieces that stand in other pages.
NO_PAGE = (
    "api:api-root",
    "api:article.index",
    "api:call.index",
    "api:call.show",
    "channels:hook.create",  # call-backs of providers
    "channels:raw.show",
    "desk:mail.show",  # the mail itself, in its sandbox
    "knowledge:handbook.show",  # a PDF
    "portal:robots.show",
    "portal:sitemap.show",
    "api:openapi-json",
    "api:openapi-view",
    "core:calendar_export.show",
    "core:file.show",
    "start",
    "account_logout",
)
LOOK = """() => {
    const wrong = [];
    const visible = (e) => e.getClientRects().length > 0;
    const heads = document.querySelectorAll("h1").length;
    if (heads !== 1) wrong.push(`${heads} h1`);
    if (!document.title.split("·")[0].trim()) wrong.push("no title");
    if (document.documentElement.lang.toLowerCase() !== "zh-hans") wrong.push(`lang ${document.documentElement.lang}`);
    const over = document.documentElement.scrollWidth - window.innerWidth;
    if (over > 0) {
        const widest = [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1)[0];
        wrong.push(`${over} px too wide at ${window.innerWidth}: ${widest?.outerHTML.slice(0, 120)}`);
    }
    const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
    const twice = ids.filter((id, at) => id && ids.indexOf(id) !== at);
    if (twice.length) wrong.push(`ids twice: ${[...new Set(twice)]}`);
    const keys = [...document.querySelectorAll("[data-key]")].filter(visible).map((e) => e.dataset.key);
    const same = keys.filter((key, at) => keys.indexOf(key) !== at && key !== "/");
    if (same.length) wrong.push(`keys twice: ${[...new Set(same)]}`);
    for (const e of document.querySelectorAll("main input:not([type=hidden]), main select, main textarea")) {
        if (visible(e) && !e.labels?.length && !e.ariaLabel && !e.getAttribute("aria-labelledby") && !e.title) wrong.push(`no label: ${e.outerHTML.slice(0, 150)}`);
    }
    for (const e of document.querySelectorAll("button, a[href]")) {
        if (visible(e) && !e.textContent.trim() && !e.ariaLabel && !e.title && !e.querySelector("img[alt]")) wrong.push(`no name: ${e.outerHTML.slice(0, 90)}`);
    }
    for (const e of document.querySelectorAll("img:not([alt])")) wrong.push(`no alt: ${e.src}`);
    return wrong;
}"""
FOCUS = """() => {
    const e = document.activeElement;
    if (!e || e === document.body) return "nothing has the focus";
    const s = getComputedStyle(e);
    const shown = (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none";
    return shown ? "" : `focus is not seen on ${e.outerHTML.slice(0, 100)}`;
}"""


def addresses(world: Any) -> Iterator[tuple[Person | None, str, str]]:
    """(who, URL name, path) of every page, as the first of administrator, head, engineer, visitor who may open it."""
    things = objects.build(world)["A", "own"]
    of = {c.role: c.person for c in world.callers if c.company and c.company.key == "A"}
    of |= {
        "rater": things.seat.rater,
        "keeper": things.saved_view.person,
        "worker": things.worker,
        "all": next(c.person for c in world.callers if c.role == GROUP),
    }
    BulkRun.objects.filter(pk=things.named["bulk_run"].pk).update(
        by=of["administrator"]
    )  # one's own alone is shown
    for url in URLS.values():
        if (
            "GET" not in url.methods
            or url.name in NO_PAGE
            or url.name.startswith("portal:talk")  # what the widget asks for, as JSON
            or url.name.startswith("api:re")
            or url.name.endswith(".panel")
        ):
            continue
        path = reverse(url.name, kwargs=objects.args_for(url.name)(things) if url.takes else {})
        public = url.name.startswith("portal:") or url.name == "account_login"
        own = {"performance:rating.create": "rater", "desk:view.show": "keeper", "desk:view.update": "keeper", "desk:view.delete": "keeper",
               "desk:handover.update": "worker", "desk:leftover.update": "worker", "workorders:day.show": "engineer", "org:notification.show": "engineer",
               "core:job.index": "all", "core:job.show": "all"}  # fmt: skip
        yield (None if public else of[own.get(url.name, "administrator")]), url.name, path


def is_ground(name: str) -> bool:
    return name.partition(":")[0] in GROUND


def walked(sits_at: Callable[..., Any], *, ground: bool) -> tuple[int, list[str]]:
    """How many pages were seen, each on a desk in light and on a phone in dark, and what is wrong with them."""
    windows: dict[int, Any] = {}
    wrong, seen = [], 0
    for person, name, path in addresses(build()):
        if is_ground(name) != ground:
            continue
        key = person.pk if person else 0
        page = windows.setdefault(key, None) or windows.update({key: sits_at(person)}) or windows[key]
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light")
        got = page.goto(path, wait_until="load")
        if got is None or got.status != 200:
            wrong.append(f"{name}: {got and got.status}")
            continue
        seen += 1
        wrong += [f"{name}: {text}" for text in page.evaluate(LOOK)]
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        wrong += [f"{name}: {text}" for text in [page.evaluate(FOCUS)] if text]
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size(PHONE)
        wrong += [f"{name}, phone: {text}" for text in page.evaluate(LOOK)]
    return seen, list(dict.fromkeys(wrong))
