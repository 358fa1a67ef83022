"""What `quanfu check` examines. Each check yields findings: what it saw and, where that is not right, the remedy."""

import errno
import os
import shutil
import smtplib
import sqlite3
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from quanfu.cli.base import unapplied, unknown
from quanfu.cli.texts import LOCALES, N_, _
from quanfu.core.config import config

LITTLE_SPACE = 1_000_000_000  # bytes
SKEW = timedelta(seconds=5)
WAITED = timedelta(minutes=10)  # a job that waits so long shows that the workers do not keep up


@dataclass(frozen=True)
class Finding:
    state: str  # ok | warn | fail
    text: str
    remedy: str = ""


def database() -> Iterator[Finding]:
    from django.db import connection

    missing = unapplied()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            mode = cursor.fetchone()[0]
            yield Finding("ok", f"SQLite {sqlite3.sqlite_version}, {connection.settings_dict['NAME']}")
            if mode != "wal":
                yield Finding("fail", _("SQLite is in mode {mode}, not WAL").format(mode=mode),
                              _("Keep the file on a local disk: network file systems cannot share its memory."))  # fmt: skip
        else:
            version = connection.pg_version  # type: ignore[attr-defined]  # the PostgreSQL backend has it
            state = "ok" if version >= 140000 else "fail"
            yield Finding(
                state,
                f"PostgreSQL {version // 10000}",
                "" if state == "ok" else _("PostgreSQL 14 or newer is needed."),
            )
    if missing:
        yield Finding(
            "fail", _("{count} migrations are missing").format(count=len(missing)), "quanfu migrate"
        )
    elif newer := unknown():
        yield Finding(
            "fail",
            _("It was made by a newer version: {names} is not known here").format(names=", ".join(newer[:3])),
            _("Start the newer version, or restore the backup made before it."),
        )
    else:
        yield Finding("ok", _("all migrations are applied"))


def storage() -> Iterator[Finding]:
    data = config().data
    probe = data / f".probe-{os.getpid()}"
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"probe")
        probe.unlink()
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = _("Make room, or name another folder: QUANFU_DATA") if full else _("Give the user that runs Quanfu the right to write there.")  # fmt: skip
        yield Finding("fail", f"{data}: {error.strerror}", remedy)
        return
    free = shutil.disk_usage(data).free
    text = _("{folder}, {free} GB free").format(folder=data, free=round(free / 1e9, 1))
    if free < LITTLE_SPACE:
        yield Finding("warn", text, _("Make room, or name another folder: QUANFU_DATA"))
    else:
        yield Finding("ok", text)


def secret() -> Iterator[Finding]:
    if config().secret_key:
        strong = len(config().secret_key) >= 32
        yield Finding("ok" if strong else "warn", _("from QUANFU_SECRET_KEY"),
                      "" if strong else _("It is short: take 50 random signs."))  # fmt: skip
        return
    path = config().data / "secret_key"
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    if mode & 0o077:
        yield Finding(
            "fail",
            _("{path} can be read by others ({mode})").format(path=path, mode=oct(mode)[2:]),
            f"chmod 600 {path}",
        )
    else:
        yield Finding("ok", str(path))


def mail() -> Iterator[Finding]:
    url = urlsplit(config().smtp_url)
    if not url.hostname:
        yield Finding(
            "warn",
            _("no mail server: mails are held, not sent"),
            "QUANFU_SMTP_URL=smtp://USER:PASSWORD@HOST:587?tls=1",
        )
        return
    host, port = url.hostname, url.port or (465 if url.scheme == "smtps" else 25)
    try:
        if url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=10, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, port, timeout=10)
        with server:
            if parse_qs(url.query).get("tls") == ["1"]:
                server.starttls(context=ssl.create_default_context())
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            code, answer = server.noop()
            if code != 250:
                raise smtplib.SMTPResponseException(code, answer)
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(
            "fail",
            f"{host}:{port}: {error}",
            _("Check QUANFU_SMTP_URL and whether the firewall lets us out.")
            if not isinstance(error, smtplib.SMTPAuthenticationError)
            else _("Check the user and the password in QUANFU_SMTP_URL."),
        )
    else:
        yield Finding("ok", f"{host}:{port}")


def clock() -> Iterator[Finding]:
    from django.db import connection

    zone = config().time_zone
    if datetime.now(UTC).year < 2025:
        yield Finding(
            "fail",
            _("the clock says {now}").format(now=datetime.now(UTC)),
            _("Set the clock; run chrony or systemd-timesyncd."),
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            before = time.time()
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            skew = timedelta(seconds=float(cursor.fetchone()[0]) - (before + time.time()) / 2)
        if abs(skew) > SKEW:
            yield Finding("warn", _("the database's clock differs by {seconds} s").format(seconds=round(skew.total_seconds(), 1)),
                          _("Run chrony or systemd-timesyncd on both machines."))  # fmt: skip
            return
    yield Finding("ok", f"{datetime.now().astimezone():%F %T %Z}, {zone}")


def texts() -> Iterator[Finding]:
    package = LOCALES.parents[1]
    sources = list(package.glob("**/locale/*/LC_MESSAGES/django.po"))  # a wheel has only the compiled ones
    stale = [
        p
        for p in sources
        if not p.with_suffix(".mo").exists() or p.with_suffix(".mo").stat().st_mtime < p.stat().st_mtime
    ]
    count = len(list(package.glob("**/locale/*/LC_MESSAGES/django.mo")))
    if stale or not count:
        yield Finding(
            "fail",
            _("{count} message catalogues are not compiled").format(count=len(stale) or "–"),
            "make setup",
        )
    else:
        yield Finding("ok", _("{count} message catalogues").format(count=count))


def static_files() -> Iterator[Finding]:
    from django.conf import settings
    from django.contrib.staticfiles import finders

    from quanfu.core.assets import collected

    if settings.DEBUG or collected():
        yield Finding("ok", str(settings.STATIC_ROOT))
    else:
        yield Finding("fail", _("not collected, or of another version"), "quanfu migrate")
    if not finders.find("vendor/echarts.min.js"):
        yield Finding("warn", _("ECharts is not here: charts show as tables"), "make setup")


def worker() -> Iterator[Finding]:
    from quanfu.core.clock import now
    from quanfu.core.queries.job import backlog, workers

    alive, waits = workers(), backlog()
    if alive:
        yield Finding("ok", ", ".join(each.name for each in alive))
    else:
        yield Finding(
            "warn", _("no worker has been seen in the last minute"), _("quanfu serve, or quanfu worker")
        )
    if waits["oldest"] and now() - waits["oldest"] > WAITED:
        yield Finding("warn", _("{count} jobs wait, the oldest since {since}").format(count=waits["waiting"], since=f"{waits['oldest'].astimezone():%F %T}"),
                      _("quanfu serve, or quanfu worker"))  # fmt: skip
    if waits["parked"]:
        yield Finding(
            "warn",
            _("{count} jobs failed too often").format(count=waits["parked"]),
            _("See why and run them again: {page}").format(page=_page("core:job.index")),
        )


def channels() -> Iterator[Finding]:
    from quanfu.channels.enums import IncomingState
    from quanfu.channels.models import Channel, Incoming
    from quanfu.channels.queries.board import trouble_of

    in_use = list(Channel.objects.filter(is_active=True).order_by("pk"))
    wrong = [(channel, trouble) for channel in in_use if (trouble := trouble_of(channel))]
    for channel, trouble in wrong:
        yield Finding(
            "warn",
            f"{channel.name}: {trouble}",
            _("Press “Test connection”: {page}").format(
                page=_page("channels:channel_test.create", channel.pk)
            ),
        )
    if held := Incoming.objects.filter(state=IncomingState.QUARANTINED).count():
        yield Finding(
            "warn",
            _("{count} incoming messages could not be read").format(count=held),
            _("Look at them: {page}").format(page=_page("channels:incoming.index") + "?state=quarantine"),
        )
    if not wrong:
        yield Finding("ok", _("{count} in use").format(count=len(in_use)))


def _page(name: str, *args: int) -> str:
    from django.urls import reverse

    return config().public_url + reverse(name, args=args)


def public() -> Iterator[Finding]:
    from django.conf import settings

    url, bind = urlsplit(config().public_url), config().bind
    local = bind.rpartition(":")[0] in ("127.0.0.1", "localhost", "[::1]")
    if config().debug:
        yield Finding("warn", _("QUANFU_DEBUG is on: errors show inner details"), "QUANFU_DEBUG=no")
    if url.scheme == "http" and not local and url.hostname not in ("127.0.0.1", "localhost"):
        yield Finding("warn", _("{url}: passwords travel unencrypted").format(url=config().public_url),
                      _("Put a proxy with TLS in front and set QUANFU_URL=https://…"))  # fmt: skip
    elif "*" in settings.ALLOWED_HOSTS:
        yield Finding("warn", _("the web server answers to any host name"), "QUANFU_ALLOWED_HOSTS")
    else:
        yield Finding("ok", _("{url} on {bind}").format(url=config().public_url, bind=bind))


def zones() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version
    from zoneinfo import TZPATH

    system = next((path for path in TZPATH if Path(path).is_dir()), "")
    try:
        yield Finding("ok", f"tzdata {version('tzdata')}" + (f", {system}" if system else ""))
    except PackageNotFoundError:
        state = "ok" if system else "fail"
        yield Finding(state, system or _("no time zone data"), "" if system else "pip install tzdata")


CHECKS: list[tuple[str, Callable[[], Iterator[Finding]]]] = [
    (N_("Database"), database),
    (N_("Storage"), storage),
    (N_("Secret key"), secret),
    (N_("Address"), public),
    (N_("Mail"), mail),
    (N_("Clock"), clock),
    (N_("Time zones"), zones),
    (N_("Texts"), texts),
    (N_("Static files"), static_files),
    (N_("Worker"), worker),
    (N_("Channels"), channels),
]
