"""A whole Quanfu of its own for tests and yardsticks of mail: a data folder, its processes, its database read from outside."""

import os
import random
import re
import shutil
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from quanfu.cli.supervisor import in_child

ROOT = Path(__file__).parents[5]
SET_UP = """
import json, random, sys, django
django.setup()
from django.db import transaction
from quanfu.channels.models import Channel
from quanfu.core.clock import now
from quanfu.packs.heating.company import build
settings, secrets = json.loads(sys.argv[1]), json.loads(sys.argv[2])
from quanfu.core.sealed import seal
with transaction.atomic():
    if not Channel.objects.exists():
        build(now().date(), random.Random(7), customers=5)
    channel = Channel.objects.filter(kind="mail").order_by("pk").first()
    Channel.objects.filter(pk=channel.pk).update(address="service@a.example", settings=settings, sealed=seal(secrets), is_active=True)
    from quanfu.core.actions.rule import set_rule
    from quanfu.core.actor import SYSTEM
    set_rule(code="channels.mails_an_hour", value=10_000, by=SYSTEM)
print(channel.code)
"""


class MailHouse:
    """``run`` ends with the command; ``start`` leaves it running until ``close``, or until who started it ends, however that
    ends. ``url`` names a PostgreSQL database of its own; without it all is on SQLite. The shell's own settings are left out.
    """

    def __init__(self, data: Path, url: str = "") -> None:
        self.data, self.url = data, url
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in ("PATH", "HOME", "VIRTUAL_ENV") or name.startswith("COV")
        }
        self.environment = kept | {
            "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "QUANFU_DATA": str(data), "QUANFU_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "quanfu.settings", "QUANFU_SQLITE_SYNC": "NORMAL",
        }  # fmt: skip
        if url:
            self.environment["QUANFU_DATABASE_URL"] = url
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        # The kernel ends a child with the thread that started it: one thread that lives as long as the house starts them all.
        self.starter = ThreadPoolExecutor(1)
        if not url and (migrated := os.environ.get("QUANFU_TEST_MIGRATED")) and Path(migrated).exists():
            shutil.copy(migrated, data / "quanfu.sqlite3")  # as the tests' own database, in a second
        else:
            self.run("migrate")

    def run(self, *arguments: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        command = [sys.executable, "-m", "quanfu", *arguments]
        return subprocess.run(command, input=given, env=self.environment, capture_output=True, timeout=600)

    def set_up(self, secrets: dict[str, str] | None = None, **settings: Any) -> str:
        """Make the company with its mailbox service@a.example, or change that mailbox; its code."""
        import json

        done = subprocess.run(
            [sys.executable, "-c", SET_UP, json.dumps({"confirm": False, **settings}), json.dumps(secrets or {})],
            env=self.environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, command: str) -> None:
        self.running[command] = self.starter.submit(self._popen, command).result()

    def _popen(self, command: str) -> "subprocess.Popen[bytes]":
        arguments = [sys.executable, "-m", "quanfu", command]
        return subprocess.Popen(arguments, env=self.environment, start_new_session=True, preexec_fn=in_child)

    def kill(self, command: str) -> None:
        """kill -9, with all it has started."""
        process = self.running.pop(command)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)

    def close(self) -> None:
        for command in list(self.running):
            self.running[command].terminate()
            with suppress(subprocess.TimeoutExpired):
                self.running[command].wait(10)
            self.kill(command)
        self.starter.shutdown()

    @contextmanager
    def without_disk(self) -> Iterator[None]:
        """Nothing can be kept: a file stands where the folder of files should be."""
        files, away = self.data / "files", self.data / "away"
        files.mkdir(exist_ok=True)
        files.rename(away)
        files.write_text("no folder")
        try:
            yield
        finally:
            files.unlink()
            away.rename(files)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if self.url:
            import psycopg

            with psycopg.connect(self.url.replace("postgres://", "postgresql://")) as connection:
                return connection.execute(sql.encode()).fetchall()
        with closing(
            sqlite3.connect(f"file:{self.data}/quanfu.sqlite3?mode=ro", uri=True, timeout=30)
        ) as database:
            return database.execute(sql).fetchall()

    def unread(self) -> int:
        return int(self.rows("SELECT count(*) FROM channels_incoming WHERE state = 'kept'")[0][0])

    def kinds(self) -> Counter[str]:
        return Counter(dict(self.rows("SELECT kind, count(*) FROM channels_incoming GROUP BY kind")))


def own_database() -> str:
    """The URL of a fresh database on the PostgreSQL of the tests; "" where they run on SQLite."""
    url = os.environ.get("QUANFU_DATABASE_URL", "")
    if not url.startswith("postgres"):
        return ""
    import psycopg

    name = f"house_{os.getpid()}"
    with psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{url.rpartition('/')[0]}/{name}"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until(condition: Callable[[], Any], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} seconds")
        time.sleep(0.1)


def wire(mail: bytes) -> bytes:
    """The mail as a mail server sends it: every line ends with CRLF."""
    return re.sub(rb"\r\n|\r|\n", b"\r\n", mail)


def hand_over(port: int, mail: bytes, to: str = "service@a.example", *, patience: float = 120) -> int:
    """As a mail server does it: again and again until the mail is taken (250); how often it was tried."""
    end, tries = time.monotonic() + patience, 0
    while True:
        tries += 1
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
                smtp.sendmail("x@home.example", [to], wire(mail))
            return tries
        except (OSError, smtplib.SMTPException):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def send_all(port: int, mails: Iterable[bytes], *, threads: int = 4) -> int:
    """All mails by several connections at once; how many attempts it took."""
    waiting, lock, tries = iter(mails), threading.Lock(), [0]

    def work() -> None:
        while True:
            with lock:
                mail = next(waiting, None)
            if mail is None:
                return
            count = hand_over(port, mail)
            with lock:
                tries[0] += count

    workers = [threading.Thread(target=work, daemon=True) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return tries[0]


class Killer(threading.Thread):
    """Kills and restarts the commands at random moments until ``stop``; ``kills`` counts."""

    def __init__(
        self, house: MailHouse, commands: tuple[str, ...], seed: int, *, least: float, most: float
    ) -> None:
        super().__init__(daemon=True)
        self.house, self.commands, self.least, self.most = house, commands, least, most
        self.random, self.stopping, self.kills = random.Random(seed), threading.Event(), 0

    def run(self) -> None:
        while not self.stopping.wait(self.random.uniform(self.least, self.most)):
            command = self.random.choice(self.commands)
            self.house.kill(command)
            self.house.start(command)
            self.kills += 1

    def stop(self) -> None:
        self.stopping.set()
        self.join(30)
