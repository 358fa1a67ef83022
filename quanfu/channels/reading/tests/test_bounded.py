"""Reading in a process of its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from quanfu.channels.reading.bounded import ROOT, Child
from quanfu.channels.reading.mail import Kind
from quanfu.channels.reading.parse import LONGEST, parse_mail
from quanfu.channels.reading.tests.letters import HEAD, letter, parts
from quanfu.channels.reading.wire import pack, unpack


def test_a_mail_is_the_same_on_the_other_side() -> None:
    raw = parts(
        "Content-Type: text/plain\r\n\r\nhello",
        "Content-Type: image/png; name=a.png\r\n\r\n\x89\x00",
        subject="x",
    )
    here = parse_mail(raw)
    with Child() as child:
        there = child.read(raw)
    there.ms = here.ms
    assert there == here == unpack(pack(here))


def test_our_own_addresses_are_told_to_the_child() -> None:
    with Child() as child:
        assert child.read(letter(), own_addresses=frozenset({"wang@example.cn"})).kind is Kind.AUTO


def test_a_killed_child_is_a_mail_in_quarantine_and_a_new_child() -> None:
    with Child() as child:
        child.read(letter())
        assert child._process
        victim = child._process.pid
        os.kill(victim, signal.SIGSTOP)  # so that it certainly is at work when it dies
        timer = threading.Timer(0.3, os.kill, (victim, signal.SIGKILL))
        timer.start()
        killed = child.read(letter())
        assert killed.kind is Kind.QUARANTINE and killed.warnings == ["reader-killed signal 9"]
        assert child.read(letter()).kind is Kind.REQUEST and child._process.pid != victim


def test_a_mail_that_takes_too_long_is_in_quarantine() -> None:
    with Child(seconds=1) as child:
        child.read(letter())
        assert child._process
        os.kill(child._process.pid, signal.SIGSTOP)
        began = time.monotonic()
        mail = child.read(letter())
        assert mail.kind is Kind.QUARANTINE and mail.warnings == ["reader-killed time"]
        assert 0.9 < time.monotonic() - began < 5


def test_a_reader_that_computes_for_too_long_is_ended_by_the_kernel() -> None:
    """However busy the machine is: on the clock it may take longer."""
    spins = "from quanfu.channels.reading.child import limit_cpu\nlimit_cpu(0)\nwhile True: pass"
    ended = subprocess.run([sys.executable, "-c", spins], cwd=ROOT, timeout=60, check=False)
    assert ended.returncode == -signal.SIGXCPU


def test_a_child_that_ended_while_idle_costs_no_mail() -> None:
    with Child() as child:
        child.read(letter())
        assert child._process and child._process.stdin
        child._process.stdin.close()
        child._process.wait(10)
        assert child.read(letter()).kind is Kind.REQUEST


def test_a_mail_beyond_all_measure_is_not_even_sent() -> None:
    with Child() as child:
        mail = child.read(b"x" * (LONGEST + 1))
        assert mail.kind is Kind.QUARANTINE and child._process is None


def test_threads_take_turns() -> None:
    found: list[str] = []
    with Child() as child:
        threads = [
            threading.Thread(target=lambda n=n: found.append(child.read(letter(subject=f"s{n}")).subject))
            for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == [f"s{n}" for n in range(8)]


HOSTILE: dict[str, bytes] = {
    "tags": letter("<div>" * 100_000, kind="text/html"),
    "entities": letter("&#" * 400_000, kind="text/html"),
    "comments": letter("<!--" * 200_000, kind="text/html"),
    "quotes": letter("> x\n" * 100_000),
    "attributions": letter(("On " + "a " * 100 + "2024 a@b wrote\n") * 1000),
    "signatures": letter(("x\n\nsent from " + "a." * 50 + "!\n") * 1000),
    "words": letter(subject="=?a?B?" * 10_000),
    "addresses": b"From: a@b.cn\r\nTo: " + b"a@b.c," * 20_000 + b"\r\n\r\nx",
    "parentheses": b"From: a@b.cn\r\nTo: " + b"(" * 60_000 + b"\r\n\r\nx",
    "parts": parts(*["\r\nx"] * 20_000),
    "boundaries": letter("--a\r\n" * 50_000, kind="multipart/mixed"),
    "bounce": b"From: mailer-daemon@x.cn\r\nSubject: failure notice\r\n\r\nundeliverable\nto"
    + b" " * 50_000
    + b"x",
    "flowed": letter("a \n" * 200_000, kind="text/plain; format=flowed"),
    "uuencoded": letter("begin 644 a\n#0V%T\n`\nend\n" * 50_000),
    "spaces": letter((" " * 590 + "x\n") * 5_000),
    "nested parts": HEAD.encode()
    + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (i, i) for i in range(50_000)
    ),
    "nested mails": HEAD.encode() + b"Content-Type: message/rfc822\r\n\r\nFrom: a@b.cn\r\n" * 50_000,
    "one header": b"From: a@b.cn\r\nSubject: " + b"x" * 20_000_000 + b"\r\n\r\nx",
    "headers": b"From: a@b.cn\r\n" + b"X-A: b\r\n" * 1_000_000 + b"\r\nx",
    "no charset at all": HEAD.encode()
    + b"Content-Type: text/plain\r\n\r\n"
    + bytes(range(128, 256)) * 100_000,
    "cards": letter("x\n" + "\nJim Smith | Manager\n+86 138 0000 0000\n" * 5_000),
    "titles": letter(("-" * 500 + "a" * 90 + "\n") * 1_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mails_are_read_in_time(name: str) -> None:
    began = time.process_time()
    mail = parse_mail(HOSTILE[name])
    assert mail.kind in (Kind.REQUEST, Kind.BOUNCE) and time.process_time() - began < 8


def test_a_mail_of_fifty_megabytes_takes_bounded_memory() -> None:
    """The kernel holds the child to its limit; what it really took is far below."""
    import base64

    packed = base64.encodebytes(os.urandom(30_000_000)).replace(b"\n", b"\r\n").decode()
    file = "Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + packed
    with Child() as child:
        mail = child.read(parts("Content-Type: text/plain\r\n\r\nx", file))
        assert child._process
        status = Path(f"/proc/{child._process.pid}/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    assert [file.size for file in mail.files] == [30_000_000] and peak < 600_000, peak


def test_a_mail_that_eats_all_memory_takes_only_its_reader_with_it() -> None:
    from quanfu.channels.reading import child as reader

    script = f"from quanfu.channels.reading.child import limit\nlimit()\nbytearray({reader.MEMORY})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode != 0 and "MemoryError" in done.stderr
