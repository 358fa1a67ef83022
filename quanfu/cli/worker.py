"""`quanfu worker`: jobs and the schedule, without the web server."""

import signal
import sys
import threading

import click

from quanfu.cli.base import Problem, django, require_migrated
from quanfu.cli.supervisor import NOT_READY
from quanfu.cli.texts import _


@click.command(
    help=_(
        "Run jobs as they come and the schedule. Many workers may share one database; each job runs in one of them."
    )
)
@click.option("--reload", is_flag=True, help=_("For developers: start anew when a source file changes"))
def command(reload: bool) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_unused: stop.set())
    try:
        django()
        require_migrated()
    except Problem as problem:
        click.echo(problem, err=True)
        sys.exit(NOT_READY)
    from quanfu.cli.listen import watch
    from quanfu.core.jobs.worker import run

    if reload:
        from django.utils.autoreload import run_with_reloader

        run_with_reloader(run, stop)
    else:
        listener = watch(stop)
        run(stop)
        if listener:
            listener.join()
