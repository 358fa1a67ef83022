"""Jobs that the tests enqueue. What they did is read from what they leave behind."""

import os
import time
from pathlib import Path

from quanfu.core.errors import AlreadyDone
from quanfu.core.events import Event
from quanfu.core.jobs import job
from quanfu.core.middleware import current_request_id
from quanfu.core.models.number import NumberSeries

ran: list[object] = []


@job()
def note(value: object) -> None:
    ran.append((value, current_request_id()))


@job()
def nothing() -> None:
    pass


@job()
def fail(text: str) -> None:
    raise ValueError(text)


@job()
def be_late() -> None:
    raise AlreadyDone


@job()
def leave() -> None:
    raise SystemExit(3)


@job(queue="slow")
def linger(path: str, seconds: float) -> None:
    """Write a line when begun and one when done."""
    with Path(path).open("a") as file:
        file.write(f"begun {os.getpid()}\n")
    time.sleep(seconds)
    with Path(path).open("a") as file:
        file.write(f"done {os.getpid()}\n")


@job()
def count(series: str) -> None:
    """Adds one to a row, in one statement."""
    from django.db.models import F

    NumberSeries.objects.filter(series=series).update(last=F("last") + 1)


def reaction_later(event: Event) -> None:
    ran.append((event.name, event.subject.pk, event.data))


def reaction_now(event: Event) -> None:
    ran.append(("now", event.subject.pk))
