"""Who reaches one station reads nothing of another on the pages of their own things: no double, relative, link or hint.

Colleagues and units of the company may be named, where somebody is chosen or has done something.
"""

import re
from typing import Any

import pytest

from tests.access import objects
from tests.access.expectations import EXPECTED
from tests.access.test_matrix import LET_IN, PUBLIC, URLS
from tests.access.test_words import looked

pytestmark = pytest.mark.django_db
# what bears a station's mark and may be read everywhere: a colleague's and a unit's name, a step of the request itself
KNOWN = re.compile(r"(?:同事|南站|北站|前台) MkA\w+kM")
STEPS = ("sla:passage.panel", "sla:passage.create")


def test_no_page_of_a_thing_in_reach_tells_of_things_out_of_reach(world: Any) -> None:
    people, things = world
    callers = [c for c in people.callers if c.company and c.company.key == "A" and c.reach != "all"]
    wrong, opened = [], 0
    for url in URLS.values():
        if EXPECTED[url.name].door == PUBLIC or url.name in STEPS:
            continue
        kwargs = objects.args_for(url.name)(things["A", "near"]) if url.takes else {}
        for caller in callers:
            status, text = looked(caller, url, kwargs, "qzqz")
            if status not in LET_IN:
                continue
            opened += 1
            text = KNOWN.sub("", text)
            if found := re.search(r".{60}(?:MkAfar|MkB)", text, re.DOTALL):
                wrong.append(f"{url.name}: {caller.role} reads {found.group()!r}")
    assert not wrong, f"{len(wrong)} of {opened}:\n" + "\n".join(wrong)
    assert opened >= 250
