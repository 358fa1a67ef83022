"""`quanfu web`: the web server alone, for many machines behind a proxy."""

import os
import sys

import click

from quanfu.cli.base import Problem, django, require_migrated
from quanfu.cli.texts import _
from quanfu.core.config import Config, config


def server_command(config: Config) -> list[str]:
    """uvicorn with pages and live streams on one port (quanfu/asgi.py).

    SQLite has one writer, so one process loses nothing and needs the least memory. With PostgreSQL a process a core.
    """
    host, _colon, port = config.bind.rpartition(":")
    workers = config.web_workers or (1 if config.sqlite else os.cpu_count() or 1)
    return [
        sys.executable, "-m", "uvicorn", "quanfu.asgi:application", "--host", host.strip("[]"), "--port", port,
        "--workers", str(workers), "--lifespan", "on", "--ws", "none", "--no-access-log", "--no-server-header", "--no-proxy-headers",
        "--timeout-keep-alive", "30", "--timeout-graceful-shutdown", "5", "--log-level", "warning",
    ]  # fmt: skip


def require_port(bind: str) -> None:
    """Problem when another program has the port, before anything is started."""
    import socket

    host, _colon, port = bind.rpartition(":")
    host = host.strip("[]")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise Problem(
                _("{bind} is not free ({error}). End the program that has it, or choose another port: QUANFU_BIND={other}")
                .format(bind=bind, error=error.strerror, other=f"{host}:{int(port) % 65535 + 1}")
            ) from error  # fmt: skip


@click.command(help=_("Run the web server only. Many of them may share one PostgreSQL."))
def command() -> None:
    require_port(config().bind)
    django()
    require_migrated()
    arguments = server_command(config())
    sys.stdout.flush()
    os.execv(arguments[0], arguments)
