"""Two companies and all that there is of things in each, built once for a file and rolled back at its end."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from quanfu.core import cached
from tests.access import objects
from tests.access.objects import Things
from tests.access.world import World, build


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any
) -> Iterator[tuple[World, dict[tuple[str, str], Things]]]:
    """The people, and their things by company and place."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("zh-hans"):
        made = build()
        things = objects.build(made)
        cached.forget_all()
        yield made, things
        transaction.set_rollback(True)
    cached.forget_all()
