"""The words of texts and how they sound, found by a process of its own.

Two dictionaries are read for it, 85 MB. A worker that needs them once an hour would hold them for ever; this process takes
them along when nothing has come for a while.

    words_in(["暖气片不热"])     # {"暖气片": Heard(1, "nuanqipian", "nqp"), "暖气": …, "不热": …}
"""

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from quanfu.core.search.sound import initials, sound
from quanfu.core.search.text import HAN_RUNS, cut_finely, plain, runs

SHORTEST, LONGEST = 2, 6  # characters of a Chinese word that is kept
LETTERS = (3, 16)  # of a word of letters
IDLE = 20  # seconds after which the process ends
ROOT = Path(__file__).parents[3]


class Heard(NamedTuple):
    """``texts``: how many hold the word; ``sound`` and ``initials`` are empty for a word of letters."""

    texts: int
    sound: str
    initials: str


def words_of(text: str) -> set[str]:
    """The words of a text that are worth remembering."""
    form = plain(text)
    han = " ".join(HAN_RUNS.findall(form))
    found = {word for word in cut_finely(han) if SHORTEST <= len(word) <= LONGEST} if han else set()
    for kind, run in runs(form):
        if kind == "latin" and run.isalpha() and LETTERS[0] <= len(run) <= LETTERS[1]:
            found.add(run)
    return found


class Reader:
    """The process. Texts are sent and their words received in turn, so that it works while its owner does something else.
    It is started when first needed, and again after it ended. Not for two threads at once."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._sent = b""

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def send(self, texts: Sequence[str]) -> None:
        self._sent = json.dumps(list(texts)).encode() + b"\n"
        self._put()

    def receive(self) -> dict[str, Heard]:
        """The words of what was sent last. RuntimeError where no process will read it."""
        for _ in range(2):
            process = self._process
            assert process is not None and process.stdout is not None
            if line := process.stdout.readline():
                return {word: Heard(*heard) for word, heard in json.loads(line).items()}
            self._put()  # it had nothing to do and ended just before this came, or somebody ended it
        raise RuntimeError("the reader of words ends before it answers")

    def close(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):  # what was written last has no reader any more
                assert pipe is not None
                pipe.close()
        process.wait()

    def _put(self) -> None:
        for _ in range(2):
            process = self._ensure()
            assert process.stdin is not None
            try:
                process.stdin.write(self._sent)
                process.stdin.flush()
                return
            except (BrokenPipeError, ValueError):
                self.close()

    def _ensure(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and (self._owner != os.getpid() or self._process.poll() is not None):
            self.close()
        if self._process is None:
            kept = {
                name: os.environ[name]
                for name in ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV")
                if name in os.environ
            }
            path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
            self._process = subprocess.Popen(
                [sys.executable, "-m", "quanfu.core.search.words"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                env=kept | {"PYTHONPATH": path}, start_new_session=True,
            )  # fmt: skip
            self._owner = os.getpid()
        return self._process


_reader = Reader()
atexit.register(_reader.close)
_turns = threading.Lock()


def words_in(texts: Sequence[str]) -> dict[str, Heard]:
    """The words of texts, and in how many of them they stand."""
    if not texts:
        return {}
    with _turns:
        _reader.send(texts)
        return _reader.receive()


def heard(texts: Sequence[str]) -> dict[str, Any]:
    counts = Counter(word for text in texts for word in words_of(text))
    return {word: Heard(count, sound(word), initials(word)) for word, count in counts.items()}


def main() -> None:
    os.environ["PYPINYIN_NO_PHRASES"] = ""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # whoever asked is gone, and so are we
    while select.select([sys.stdin], [], [], IDLE)[0] and (line := sys.stdin.buffer.readline()):
        sys.stdout.write(json.dumps(heard(json.loads(line)), ensure_ascii=True) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
