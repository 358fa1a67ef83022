"""The one source of 'now', so that tests and simulations can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)


def now() -> datetime:
    """The present instant, aware, UTC."""
    return _moved.get() or timezone.now()


def today() -> date:
    """The present day where the company works (QUANFU_TIME_ZONE)."""
    return timezone.localdate(now())


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Within the block, now() answers ``instant`` (aware). For simulations, imports and tests."""
    token = _moved.set(instant)
    try:
        yield
    finally:
        _moved.reset(token)
