"""`quanfu check`, on the test's own database and settings."""

import json
import logging
import socketserver
import threading
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from quanfu.channels.actions.incoming import keep_incoming
from quanfu.channels.enums import IncomingState
from quanfu.channels.models import Channel, Incoming
from quanfu.cli import doctor, run
from quanfu.cli.base import progress
from quanfu.core import config as module
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.config import config
from quanfu.core.enums import JobState
from quanfu.core.logs import JsonLines, TextLines
from quanfu.core.middleware import set_request_id
from quanfu.core.models import Job, Worker
from quanfu.core.sealed import seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    config.cache_clear()
    yield monkeypatch
    config.cache_clear()


def states(*names: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, examine in doctor.CHECKS:
        if name in names:
            found[name] = {finding.state for finding in examine()}
    return found


def test_each_line_has_a_sign_and_what_is_not_right_has_a_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    run(["check"])
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("✓ Database") for line in lines)
    mail = next(index for index, line in enumerate(lines) if line.startswith("! Mail"))
    assert "QUANFU_SMTP_URL" in lines[mail + 1]


def test_the_same_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert {finding["check"] for finding in found} == {name for name, _examine in doctor.CHECKS}
    assert all(finding["remedy"] for finding in found if finding["state"] == "fail")


def test_the_settings_are_listed_with_value_source_and_default(
    capsys: pytest.CaptureFixture[str], settings_of: pytest.MonkeyPatch
) -> None:
    settings_of.setenv("QUANFU_MAIL_FROM", "Us <us@q.example>")
    assert run(["check", "--settings"]) == 0
    shown = capsys.readouterr().out
    assert (
        "QUANFU_MAIL_FROM=Us <us@q.example>  (from the environment, default: Quanfu <quanfu@localhost>)"
        in shown
    )
    assert run(["check", "--settings", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == [row.name for row in module.table()[0]]


def test_a_wrong_setting_is_listed_and_ends_with_1(
    capsys: pytest.CaptureFixture[str], settings_of: pytest.MonkeyPatch
) -> None:
    settings_of.setenv("QUANFU_WEB_WORKERS", "many")
    assert run(["check", "--settings"]) == 1
    assert "QUANFU_WEB_WORKERS=many" in capsys.readouterr().err


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> Iterator[doctor.Finding]:
        raise RuntimeError("out of order")
        yield

    monkeypatch.setattr(doctor, "CHECKS", [("Broken", broken), ("Clock", doctor.clock)])
    assert run(["check"]) == 1
    shown = capsys.readouterr().out
    assert "out of order" in shown
    assert "✓ Clock" in shown


def test_the_database_says_which_engine_it_is() -> None:
    (first, *_rest) = doctor.database()
    assert first.state == "ok"
    assert first.text.startswith("SQLite" if connection.vendor == "sqlite" else "PostgreSQL")


def test_a_database_from_which_no_way_leads_here_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    MigrationRecorder(connection).record_unapplied("org", "0001_initial")
    assert run(["migrate"]) == 1
    told = capsys.readouterr().err
    assert "No way leads from this database to this version" in told and "Traceback" not in told
    assert run(["check"]) == 1
    assert "✗ Database: No way leads" in capsys.readouterr().out


def test_a_database_of_a_newer_version_fails() -> None:
    MigrationRecorder(connection).record_applied("desk", "9001_of_tomorrow")
    assert {f.text for f in doctor.database() if f.state == "fail"} == {
        "It was made by a newer version: desk.9001_of_tomorrow is not known here"
    }


def test_a_worker_is_seen_while_it_tells_that_it_lives() -> None:
    assert states("Worker") == {"Worker": {"warn"}}
    Worker.objects.create(name="w:1", started_at=now(), seen_at=now())
    assert states("Worker") == {"Worker": {"ok"}}
    Worker.objects.update(seen_at=now() - timedelta(seconds=50))
    assert states("Worker") == {"Worker": {"warn"}}


def test_jobs_that_nobody_does_and_jobs_that_failed_too_often_are_warnings() -> None:
    Worker.objects.create(name="w:1", started_at=now(), seen_at=now())
    Job.objects.create(path="t", state=JobState.WAITING, enqueued_at=now() - timedelta(hours=1), due_at=now())
    Job.objects.create(path="t", state=JobState.PARKED, enqueued_at=now(), due_at=now())
    (alive, waiting, parked) = doctor.worker()
    assert (alive.state, waiting.state, parked.state) == ("ok", "warn", "warn")
    assert parked.remedy.endswith("/jobs/")


def test_channels_in_trouble_and_what_nobody_could_read_are_warnings(
    phone_channel: Channel, settings: Any
) -> None:
    assert states("Channels") == {"Channels": {"ok"}}
    Channel.objects.update(sealed=seal({"secret": "sesame"}))
    keep_incoming(channel=phone_channel, key="k", raw=b"?", by=SYSTEM)
    Incoming.objects.update(state=IncomingState.QUARANTINED)
    settings.SECRET_KEY = "another" * 8
    locked, held = doctor.channels()
    assert phone_channel.name in locked.text and locked.remedy.endswith(f"/channels/{phone_channel.pk}/test/")
    assert (held.state, "1" in held.text) == ("warn", True)


def test_little_space_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LITTLE_SPACE", 10**18)
    assert states("Storage") == {"Storage": {"warn"}}


def test_a_folder_that_cannot_be_written_fails(settings_of: pytest.MonkeyPatch) -> None:
    settings_of.setenv("QUANFU_DATA", "/proc/quanfu")
    assert states("Storage") == {"Storage": {"fail"}}


@pytest.mark.parametrize(("key", "state"), [("short", "warn"), ("k" * 50, "ok")])
def test_a_short_secret_is_a_warning(settings_of: pytest.MonkeyPatch, key: str, state: str) -> None:
    settings_of.setenv("QUANFU_SECRET_KEY", key)
    assert states("Secret key") == {"Secret key": {state}}


@pytest.mark.parametrize(
    ("url", "debug", "found"),
    [
        ("", "no", {"ok"}), ("https://q.example", "no", {"ok"}), ("http://q.example", "no", {"warn"}),
        ("", "yes", {"warn", "ok"}),
    ],
)  # fmt: skip
def test_what_is_unsafe_in_public_is_a_warning(
    settings_of: pytest.MonkeyPatch, url: str, debug: str, found: set[str]
) -> None:
    settings_of.setenv("QUANFU_URL", url)
    settings_of.setenv("QUANFU_DEBUG", debug)
    settings_of.setenv("QUANFU_BIND", "0.0.0.0:8000" if url else "127.0.0.1:8000")
    assert states("Address") == {"Address": found}


class Postman(socketserver.StreamRequestHandler):
    """As much SMTP as a greeting takes."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")


def test_a_mail_server_that_answers_is_ok(settings_of: pytest.MonkeyPatch) -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), Postman) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings_of.setenv("QUANFU_SMTP_URL", f"smtp://127.0.0.1:{server.server_address[1]}")
        assert states("Mail") == {"Mail": {"ok"}}
        server.shutdown()


class Doorman(socketserver.StreamRequestHandler):
    """Lets in who says sesame."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            word, _, rest = line.decode().strip().partition(" ")
            known = b64decode(rest.removeprefix("PLAIN ")) == b"\0us\0sesame" if word == "AUTH" else False
            told = {
                "EHLO": "250-here\r\n250 AUTH PLAIN",
                "AUTH": "235 in" if known else "535 wrong password",
                "QUIT": "221 bye",
            }
            self.wfile.write(f"{told.get(word.upper(), '250 ok')}\r\n".encode())


@pytest.mark.parametrize(("password", "state"), [("sesame", "ok"), ("wrong", "fail")])
def test_a_mail_server_that_does_not_let_us_in_fails(
    settings_of: pytest.MonkeyPatch, password: str, state: str
) -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), Doorman) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings_of.setenv("QUANFU_SMTP_URL", f"smtp://us:{password}@127.0.0.1:{server.server_address[1]}")
        (finding,) = doctor.mail()
        server.shutdown()
    assert finding.state == state
    assert ("password in QUANFU_SMTP_URL" in finding.remedy) is (state == "fail")


def test_long_work_shows_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ticks = iter(range(0, 1000, 6))
    monkeypatch.setattr("quanfu.cli.base.time.monotonic", lambda: float(next(ticks)))
    assert list(progress(range(4), "Rows", 4)) == [0, 1, 2, 3]
    assert "Rows: 2 / 4" in capsys.readouterr().err


def test_log_lines_for_machines_carry_the_request() -> None:
    set_request_id("r-12345678")
    try:
        raise ValueError("oh")
    except ValueError:
        record = logging.getLogger("q").makeRecord("q", logging.ERROR, "f", 1, "%s 失败", ("保存",), _error())
    finally:
        line = JsonLines().format(record)
        set_request_id("")
    found = json.loads(line)
    assert found["message"] == "保存 失败"
    assert found["request_id"] == "r-12345678"
    assert "ValueError: oh" in found["error"]


def _error() -> object:
    import sys

    return sys.exc_info()


def test_log_lines_for_people_carry_the_request_that_the_error_page_names() -> None:
    set_request_id("r-12345678")
    try:
        record = logging.getLogger("q").makeRecord("q", logging.ERROR, "f", 1, "失败\nfake", (), None)
        assert TextLines("%(message)s").format(record) == "失败\\nfake [r-12345678]"
    finally:
        set_request_id("")
    assert TextLines("%(message)s").format(record) == "失败\\nfake"
