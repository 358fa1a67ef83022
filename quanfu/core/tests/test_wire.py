"""Redis between the processes: a real server, also one that goes away and comes back."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from quanfu.core.push import wire as wire_module
from quanfu.core.push.wire import Redis

redis = pytest.importorskip("redis", reason="the extra “redis” is not installed")


class Server:
    """redis-server on a Unix socket that keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "r.sock"
        self.url = f"unix://{self.socket}"
        self.start()

    def start(self) -> None:
        options = ["--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            ["redis-server", *options], stdout=subprocess.DEVNULL, cwd=self.socket.parent
        )
        assert until(self.socket.exists)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        self.socket.unlink(missing_ok=True)


def until(true: Callable[[], Any], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not shutil.which("redis-server"):
        pytest.skip("there is no redis-server on this machine (Debian: redis-server)")
    made = Server(tmp_path_factory.mktemp("r"))
    yield made
    made.stop()


def heard_by(server: Server, wire: Redis) -> list[Any]:
    heard: list[Any] = []
    wire.listen(heard.extend)
    asked = redis.Redis.from_url(server.url)
    assert until(lambda: dict(asked.pubsub_numsub(wire_module.CHANNEL)).get(b"quanfu_push", 0) >= 1)
    return heard


def test_others_hear_all_in_order_and_nobody_hears_themselves(server: Server) -> None:
    ears, mouth = Redis(server.url), Redis(server.url)
    heard = heard_by(server, ears)
    ears.send(["from myself"])
    for n in range(500):
        mouth.send([n])
    assert until(lambda: len(heard) == 500)
    assert heard == [[n] for n in range(500)]
    for wire in (ears, mouth):
        wire.stop()


def test_a_server_that_went_away_is_heard_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was said meanwhile is dropped: hubs find it in the journal. Nobody waits for it, nothing fails."""
    monkeypatch.setattr(wire_module, "PAUSE", 0.1)
    ears, mouth = Redis(server.url), Redis(server.url)
    heard = heard_by(server, ears)
    server.stop()
    mouth.send(["lost"])
    mouth.flush()
    server.start()
    assert until(
        lambda: dict(redis.Redis.from_url(server.url).pubsub_numsub("quanfu_push")).get(b"quanfu_push")
    )
    mouth.send(["back"])
    assert until(lambda: ["back"] in heard)
    for wire in (ears, mouth):
        wire.stop()


def test_the_wire_is_redis_where_its_address_is_set(server: Server, settings: Any) -> None:
    from dataclasses import replace

    settings.CONFIG = replace(settings.CONFIG, redis_url=server.url)
    wire_module.wire.cache_clear()
    try:
        assert isinstance(wire_module.wire(), Redis)
    finally:
        wire_module.wire.cache_clear()
