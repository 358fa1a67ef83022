"""`quanfu listen`: the connections of channels that must be held (mail boxes, telephone systems)."""

import os
import signal
import subprocess
import sys
import threading

import click

from quanfu.cli.base import Problem, django, require_migrated
from quanfu.cli.supervisor import NOT_READY, in_child
from quanfu.cli.texts import _

COMMAND = [sys.executable, "-m", "quanfu", "listen"]
LOOK = 5.0  # seconds between two looks whether a channel needs a listener
PARENT = "QUANFU_LISTENS"  # set by `quanfu serve`: its worker starts the listener when a channel needs one


@click.command(
    help=_(
        "Hold the connections of channels that need one: mail boxes, telephone systems, watched pages. "
        "`quanfu serve` starts it by itself; beside `quanfu web` and `quanfu worker` run it once or more."
    )
)
def command() -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_unused: stop.set())
    try:
        django()
        require_migrated()
    except Problem as problem:
        click.echo(problem, err=True)
        sys.exit(NOT_READY)
    from quanfu.channels.listening import run

    run(stop)


def watch(stop: threading.Event) -> threading.Thread | None:
    """In the worker of `quanfu serve`: a thread that keeps `quanfu listen` running while a channel in use needs it.

    None elsewhere. The listener is a process of its own, so that nobody pays for it who has no such channel.
    """
    if os.environ.get(PARENT) != "1":
        return None
    thread = threading.Thread(target=_watch, args=(stop,), name="listen-watch", daemon=True)
    thread.start()
    return thread


def _watch(stop: threading.Event) -> None:
    from django.db import DatabaseError, connection

    from quanfu.channels.listening import listening_channels

    child: subprocess.Popen[bytes] | None = None
    while not stop.wait(LOOK):
        try:
            needed = bool(listening_channels())
        except DatabaseError:
            connection.close()
            continue
        if child is not None and child.poll() is not None:
            child = None
        if needed and child is None:
            child = subprocess.Popen(COMMAND, stdin=subprocess.DEVNULL, preexec_fn=in_child)
        elif not needed and child is not None:
            child.terminate()
    if child is not None:
        child.terminate()
        try:
            child.wait(6)
        except subprocess.TimeoutExpired:
            child.kill()
    connection.close()
