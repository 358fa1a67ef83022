"""Keeps the processes of `quanfu serve` alive: starts them, starts again what dies, ends all of them together.

It imports neither Django nor the product, so it is small and has nothing that can break. Each child leads a process
group of its own: Ctrl-C reaches only the supervisor, and what a dead child leaves behind is swept before it is started
again. When the supervisor itself is killed, the kernel ends the children (PR_SET_PDEATHSIG).
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

NOT_READY = 78  # a child's exit code: starting again cannot help, the operator must do something first
GRACE = 8.0  # seconds for a clean end; after that SIGKILL
LONGEST_PAUSE = 30.0
SOUND_AFTER = 60.0  # seconds of life after which the pauses start from the shortest again
SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}


@dataclass
class Child:
    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    due: float = 0.0  # when it is to be started (again)
    pause: float = 0.5


def in_child() -> None:
    """For a Popen's preexec_fn: the child ends when whoever started it does, however that ends."""
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    if os.getppid() != parent:  # the supervisor died in between
        os._exit(1)


class Supervisor:
    """`say(text)` tells the operator; `ready()` is asked until it answers True, then `on_ready` is called once."""

    def __init__(
        self,
        children: list[Child],
        say: Callable[[str], None],
        ready: Callable[[], bool],
        on_ready: Callable[[], None],
    ) -> None:
        self.children, self.say, self.ready, self.on_ready = children, say, ready, on_ready
        self.ending = False
        self.code = 0

    def run(self) -> int:
        """Until a signal ends it or a child says that it is not ready; returns the exit code."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # they are waited for in one place, below
        waiting = True
        while not self.ending:
            now = time.monotonic()
            for child in self.children:
                if child.process is None and child.due <= now:
                    self._start(child, now)
            if waiting and self.ready():
                waiting = False
                self.on_ready()
            due = [child.due - now for child in self.children if child.process is None]
            got = signal.sigtimedwait(SIGNALS, max(0.0, min([0.1 if waiting else 3600.0, *due])))
            if got and got.si_signo != signal.SIGCHLD:
                self.ending = True
            self._reap()
        self._end()
        return self.code

    def _start(self, child: Child, now: float) -> None:
        child.process = subprocess.Popen(
            child.command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=in_child
        )
        child.started = now

    def _reap(self) -> None:
        for child in self.children:
            if child.process is None or child.process.poll() is None:
                continue
            code, pid = child.process.returncode, child.process.pid
            _signal_group(pid, signal.SIGKILL)
            child.process = None
            if code == NOT_READY:  # it has said why
                self.ending, self.code = True, 1
            if self.ending:
                continue
            now = time.monotonic()
            if now - child.started > SOUND_AFTER:
                child.pause = 0.5
            child.due, child.pause = now + child.pause, min(child.pause * 2, LONGEST_PAUSE)
            reason = f"signal {-code}" if code < 0 else f"code {code}"
            self.say(f"{child.name} ({pid}): {reason}; +{child.due - now:.1f} s")

    def _end(self) -> None:
        """SIGTERM to each group; SIGKILL to those still there after GRACE seconds."""
        last = time.monotonic() + GRACE
        alive = [child.process for child in self.children if child.process]
        for process in alive:
            process.send_signal(signal.SIGTERM)
        while alive and time.monotonic() < last:
            signal.sigtimedwait({signal.SIGCHLD}, 0.2)
            alive = [process for process in alive if process.poll() is None]
        for child in self.children:
            if child.process:
                _signal_group(child.process.pid, signal.SIGKILL)
                child.process.wait()


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        pass
