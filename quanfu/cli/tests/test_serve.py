"""`quanfu serve` as it is run: real processes, a database of its own, a real port."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from quanfu.cli.tests.conftest import plain_environment
from quanfu.cli.tests.test_supervisor import until

ROOT = Path(__file__).parents[3]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class House:
    """A data folder, a port, and the commands run with them."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        self.environment = plain_environment() | {
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "QUANFU_DATA": str(data),
            "QUANFU_BIND": f"127.0.0.1:{self.port}",
        }
        self.processes: list[subprocess.Popen[str]] = []

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "quanfu", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        self.processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "quanfu", *arguments], env=self.environment, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            )
        )  # fmt: skip
        return self.processes[-1]

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status < 400
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                tree = psutil.Process(process.pid).children(recursive=True)
                process.kill()
                for child in tree:
                    kill(child)
            process.wait()
            assert process.stdout
            process.stdout.close()


def kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        pass


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("house")
    done = House(data).run("migrate")
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def house(migrated: Path) -> Iterator[House]:
    house = House(migrated)
    yield house
    house.end()


def test_serve_says_where_it_runs_and_ends_on_a_signal(house: House) -> None:
    process = house.start("serve")
    assert until(house.answers, 120)
    tree = psutil.Process(process.pid).children(recursive=True)
    assert len(tree) >= 2  # web server, worker
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    shown = process.communicate(timeout=30)[0]
    assert process.returncode == 0
    assert time.monotonic() - started < 10
    assert f"http://127.0.0.1:{house.port}" in shown
    assert not any(child.is_running() for child in tree)


def test_serve_gets_over_the_death_of_any_child(house: House) -> None:
    process = house.start("serve")
    assert until(house.answers, 120)
    before = psutil.Process(process.pid).children(recursive=True)
    for victim in before:
        kill(victim)
    assert until(house.answers, 120)
    assert process.poll() is None
    assert not set(before) & set(psutil.Process(process.pid).children(recursive=True))


def test_nothing_stays_when_serve_is_killed(house: House) -> None:
    process = house.start("serve")
    assert until(house.answers, 120)
    tree = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    assert until(lambda: not any(child.is_running() and child.status() != "zombie" for child in tree), 15)


def test_a_port_in_use_is_told_with_the_remedy(house: House) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.port))
        other.listen()
        done = house.run("serve")
    assert done.returncode == 1
    assert f"127.0.0.1:{house.port}" in done.stderr
    assert "QUANFU_BIND" in done.stderr


@pytest.mark.parametrize("command", ["serve", "web", "worker"])
def test_an_empty_database_is_refused_with_the_remedy(command: str, tmp_path: Path) -> None:
    house = House(tmp_path)
    done = house.run(command)
    assert done.returncode in (1, 78)
    assert "quanfu migrate" in done.stderr


def test_migrate_twice_changes_nothing(house: House) -> None:
    before = {
        path: path.stat().st_mtime_ns for path in Path(house.environment["QUANFU_DATA"], "static").rglob("*")
    }
    done = house.run("migrate")
    assert done.returncode == 0
    assert "up to date" in done.stdout
    after = {
        path: path.stat().st_mtime_ns for path in Path(house.environment["QUANFU_DATA"], "static").rglob("*")
    }
    assert before == after


def test_check_finds_the_worker_and_nothing_failing(house: House) -> None:
    house.start("worker")
    assert until(lambda: "worker" not in _states(house, "warn"), 120)
    assert _states(house, "fail") == set()


def _states(house: House, state: str) -> set[str]:
    found = json.loads(house.run("check", "--json").stdout)
    return {finding["check"].lower() for finding in found if finding["state"] == state}


def test_check_names_what_is_missing(tmp_path: Path) -> None:
    house = House(tmp_path)
    done = house.run("check")
    assert done.returncode == 1
    assert "quanfu migrate" in done.stdout
    (tmp_path / "secret_key").chmod(0o644)
    assert f"chmod 600 {tmp_path}/secret_key" in house.run("check").stdout


def test_check_tries_the_mail_server(house: House) -> None:
    house.environment["QUANFU_SMTP_URL"] = "smtp://127.0.0.1:1"
    done = house.run("check", "--json")
    assert done.returncode == 1
    assert "Mail" in {f["check"] for f in json.loads(done.stdout) if f["state"] == "fail"}
