"""A small table kept in each process's memory, for what is read on every click and changed once a month."""

import secrets
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import transaction

from quanfu.core.models.rule import Version

T = TypeVar("T")

CHECK_EVERY = (
    3.0  # seconds; for so long another process may go on with the old values. Tests set it to infinity.
)
_all: "list[Cached[object]]" = []


class Cached(Generic[T]):
    """``CALENDARS = Cached("calendars", load)``; ``CALENDARS.get()`` is what ``load()`` returned when it was last stale.

    Who changes the table calls ``changed()`` in the same transaction: here the next ``get`` sees it, in other processes
    within CHECK_EVERY seconds. Constant cost: one query of one row at most every CHECK_EVERY seconds.
    """

    def __init__(self, name: str, load: Callable[[], T]) -> None:
        self.name, self.load = name, load
        self.lock = threading.Lock()
        self.value: T | None = None
        self.version: int | None = None
        self.checked = float("-inf")
        _all.append(self)  # type: ignore[arg-type]

    def get(self) -> T:
        value = self.value
        if value is not None and time.monotonic() - self.checked < CHECK_EVERY:
            return value
        with self.lock:
            version = Version.objects.filter(name=self.name).values_list("number", flat=True).first() or 0
            if self.value is None or version != self.version:
                self.value, self.version = self.load(), version
            self.checked = time.monotonic()
            return self.value

    def changed(self) -> None:
        # A random number, not the next one: a version that is rolled back and given again would look unchanged.
        Version.objects.update_or_create(name=self.name, defaults={"number": secrets.randbits(62)})
        self.forget()
        transaction.on_commit(self.forget)

    def forget(self) -> None:
        self.checked = float("-inf")


def forget_all() -> None:
    """Between tests: what a rolled-back test has changed."""
    for each in _all:
        each.value = None
