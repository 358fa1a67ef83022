"""`quanfu serve`: everything on one machine."""

import os
import socket
import sys

import click

from quanfu.cli.listen import PARENT
from quanfu.cli.supervisor import Child, Supervisor
from quanfu.cli.texts import _
from quanfu.cli.web import require_port, server_command
from quanfu.core.config import Config, config


def answers(bind: str) -> bool:
    """True when the web server answers a request (any answer will do: it lives)."""
    host, _colon, port = bind.rpartition(":")
    host = {"0.0.0.0": "127.0.0.1", "[::]": "::1"}.get(host, host.strip("[]"))
    try:
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(b"HEAD /login/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return connection.recv(12).startswith(b"HTTP/")
    except OSError:
        return False


@click.command(
    help=_(
        "Run the web server, the worker and the scheduler in one process tree. What dies is started again; "
        "Ctrl-C ends all of it within ten seconds."
    )
)
@click.option("--reload", is_flag=True, help=_("For developers: start anew when a source file changes"))
def command(reload: bool) -> None:
    settings = config()
    require_port(settings.bind)
    sys.exit(serve(settings, reload=reload))


def serve(settings: Config, *, reload: bool = False) -> int:
    """Until it is ended; the exit code."""
    web, worker = server_command(settings), [sys.executable, "-m", "quanfu", "worker"]
    os.environ[PARENT] = "1"  # the worker starts `quanfu listen` when a channel needs it
    if reload:
        os.environ["DJANGO_SETTINGS_MODULE"] = "quanfu.settings"
        os.environ["QUANFU_PUSH"] = "no"  # Django's own server holds no streams open
        web, worker = [sys.executable, "-m", "django", "runserver", settings.bind], [*worker, "--reload"]
    supervisor = Supervisor(
        [Child("web", web), Child("worker", worker)],
        say=lambda text: click.echo(text, err=True),
        ready=lambda: answers(settings.bind),
        on_ready=lambda: click.echo(
            _("Quanfu runs at {url} (Ctrl-C ends it)").format(url=settings.public_url)
        ),
    )
    return supervisor.run()
