"""The supervisor, with real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SCRIPT = """
import sys
from quanfu.cli import supervisor
supervisor.GRACE = float(sys.argv[1])
children = [supervisor.Child(f"child{i}", [sys.executable, "-c", code]) for i, code in enumerate(sys.argv[2:])]
say = lambda text: print(text, flush=True)
sys.exit(supervisor.Supervisor(children, say, lambda: True, lambda: say("ready")).run())
"""


def until(what: Callable[[], object], seconds: float = 60) -> bool:
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if what():
            return True
        time.sleep(0.02)
    return False


def lives(pid: int) -> bool:
    """A zombie waits for its parent and lives no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Run:
    """A supervisor whose children each write `<their pid>` into a folder and then do as told."""

    def __init__(self, folder: Path, *acts: str, grace: float = 8) -> None:
        self.folder = folder
        note = f"import os, time, signal; open(r'{folder}/' + str(os.getpid()), 'w').close(); "
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(grace), *(note + act for act in acts)],
            stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def pids(self) -> list[int]:
        return [int(path.name) for path in self.folder.iterdir()]

    def alive(self) -> list[int]:
        return [pid for pid in self.pids() if lives(pid)]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def make(*acts: str, grace: float = 8) -> Run:
        runs.append(Run(tmp_path, *acts, grace=grace))
        return runs[-1]

    yield make
    for run in runs:
        run.process.kill()
        run.process.wait()
        assert run.process.stdout
        run.process.stdout.close()


def test_a_child_that_dies_is_started_again(start: Callable[..., Run]) -> None:
    run = start("time.sleep(60)", "time.sleep(60)")
    assert until(lambda: len(run.alive()) == 2)
    victim = run.alive()[0]
    os.kill(victim, signal.SIGKILL)
    assert until(lambda: len(run.pids()) == 3 and len(run.alive()) == 2)
    assert victim not in run.alive()


def test_what_a_dead_child_leaves_behind_is_swept(start: Callable[..., Run]) -> None:
    run = start("os.fork(); time.sleep(60)")
    assert until(lambda: len(run.alive()) == 1)
    leader = run.alive()[0]

    def group() -> list[int]:
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            try:
                if os.getpgid(int(path.name)) == leader and lives(int(path.name)):
                    found.append(int(path.name))
            except ProcessLookupError:
                continue
        return found

    assert until(lambda: len(group()) == 2)
    os.kill(leader, signal.SIGKILL)
    assert until(lambda: not group())


def test_pauses_between_starts_grow(start: Callable[..., Run]) -> None:
    run = start("os._exit(3)")
    assert until(lambda: len(run.pids()) >= 3)
    run.process.send_signal(signal.SIGTERM)
    told = [line for line in run.process.communicate()[0].splitlines() if "code 3" in line]
    pauses = [float(line.rpartition("+")[2].split()[0]) for line in told]
    assert pauses[:2] == [0.5, 1.0]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_cleanly(start: Callable[..., Run], number: int) -> None:
    run = start("time.sleep(60)", "time.sleep(60)")
    assert until(lambda: len(run.alive()) == 2)
    started = time.monotonic()
    run.process.send_signal(number)
    assert run.process.wait(60) == 0
    assert time.monotonic() - started < 5
    assert run.alive() == []


def test_a_child_that_does_not_listen_is_killed(start: Callable[..., Run]) -> None:
    run = start("signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)", grace=0.5)
    assert until(lambda: len(run.alive()) == 1)
    time.sleep(0.3)  # it must have had the time to stop listening
    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(60) == 0
    assert run.alive() == []


def test_children_end_with_a_supervisor_that_is_killed(start: Callable[..., Run]) -> None:
    run = start("time.sleep(60)", "time.sleep(60)")
    assert until(lambda: len(run.alive()) == 2)
    run.process.kill()
    assert until(lambda: run.alive() == [])


def test_a_child_that_is_not_ready_ends_all(start: Callable[..., Run]) -> None:
    run = start("time.sleep(60)", "time.sleep(0.3); os._exit(78)")
    assert run.process.wait(60) == 1
    assert run.alive() == []
