"""`quanfu listen` as it is run by `quanfu serve`: there when a channel needs it, back after its death, gone afterwards."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest

from quanfu.cli.tests.test_serve import House
from quanfu.cli.tests.test_supervisor import until

MAKE = """
import django; django.setup()
from quanfu.org.models import Unit
from quanfu.channels.models import Channel
unit = Unit.objects.add_root({"code": "a", "name": "A", "kind": "company"})
Unit.objects.filter(pk=unit.pk).update(company=unit)
Channel.objects.create(company_id=unit.pk, code="x", kind="social", name="x", settings={"feed_url": "URL", "every_minutes": 60})
"""
CLOSE = "import django; django.setup()\nfrom quanfu.channels.models import Channel\nChannel.objects.update(is_active=False)"
TOLD = """
import django, json; django.setup()
from quanfu.channels.models import Channel, Incoming
channel = Channel.objects.get()
print(json.dumps([Incoming.objects.count(), channel.alive_at is not None, channel.listener]))
"""


class _Feed(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps([{"id": n, "text": "好", "author": "王"} for n in range(3)]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def feed() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Feed) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    assert built.run("migrate").returncode == 0
    yield built
    built.end()


def run(house: House, script: str) -> str:
    environment = house.environment | {"DJANGO_SETTINGS_MODULE": "quanfu.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(house: House) -> list[Any]:
    found: list[Any] = json.loads(run(house, TOLD).splitlines()[-1])
    return found


def listeners(serve: "subprocess.Popen[str]") -> list[psutil.Process]:
    found = []
    for process in psutil.Process(serve.pid).children(recursive=True):
        try:
            if process.cmdline()[-1:] == ["listen"] and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def test_serve_listens_only_while_a_channel_needs_it_and_survives_its_death(house: House, feed: str) -> None:
    serve = house.start("serve")
    assert until(house.answers, 120)
    assert listeners(serve) == []
    run(house, MAKE.replace("URL", feed))
    assert until(lambda: listeners(serve), 60)
    assert until(lambda: told(house)[:2] == [3, True], 90)
    (first,) = listeners(serve)
    first.kill()
    assert until(lambda: [p for p in listeners(serve) if p.pid != first.pid], 60)
    assert told(house)[0] == 3
    (second,) = listeners(serve)
    second.parent().kill()  # the worker that started it: no listener is left behind, the next worker starts one
    assert until(lambda: not second.is_running() or second.status() == psutil.STATUS_ZOMBIE, 60)
    assert until(lambda: listeners(serve), 60)
    run(house, CLOSE)
    assert until(lambda: listeners(serve) == [], 60)
