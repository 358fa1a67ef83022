"""A real call by SIP: one program calls, another rings, answers and records; what it says goes through the web hook."""

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from quanfu.channels.actions.extension import save_extension
from quanfu.channels.adapters.phone.tests.test_phone import post, set_up
from quanfu.channels.models import Call, Channel
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import now
from quanfu.core.testing import run_jobs
from quanfu.org.models import Person

HERE = Path(__file__).parent


def free_udp() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.django_db
def test_a_real_call_is_followed_by_what_a_telephone_says(
    phone_channel: Channel, li: Person, tmp_path: Path
) -> None:
    if not shutil.which("sipp"):
        pytest.skip("there is no sipp on this machine (Debian: sip-tester)")
    channel = set_up(phone_channel, system="hook")
    save_extension(instance=None, channel=channel, number="8001", person=li, by=SYSTEM)
    port, wav = free_udp(), tmp_path / "call.wav"
    softphone = subprocess.Popen(
        [sys.executable, str(HERE / "softphone.py"), str(port), str(wav)], stdout=subprocess.PIPE, text=True
    )
    seen = []
    try:
        lines = (
            json.loads(line) for line in softphone.stdout or () if line.startswith("{")
        )  # the library greets first
        assert next(lines)["event"] == "ready"
        caller = subprocess.Popen(
            ["sipp", f"127.0.0.1:{port}", "-sf", str(HERE / "caller.xml"), "-m", "1", "-i", "127.0.0.1", "-p", str(free_udp()), "-timeout", "25"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=tmp_path,
        )  # fmt: skip
        for said in lines:
            told = said | {"at": now().isoformat(), "direction": "in"}
            assert post(channel, told).status_code == 200
            run_jobs()
            call = Call.objects.get()
            seen.append((told["event"], call.state, call.is_answered))
            if told["event"] == "ended":
                break
        assert caller.wait(20) == 0
    finally:
        softphone.terminate()
        softphone.wait(10)
    assert seen == [("ringing", "ringing", False), ("talking", "talking", True), ("ended", "ended", True)]
    call = Call.objects.get()
    assert (call.phone, call.person, call.seconds in (0, 1, 2, 3)) == ("13800000001", li, True)
    assert wav.stat().st_size > 1000
