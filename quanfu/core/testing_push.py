"""A web server with live streams inside a test: the same ASGI application, on a port of its own, in a thread."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlencode

import uvicorn
from django.conf import settings
from django.test import Client

from quanfu.core import push
from quanfu.core.config import config
from quanfu.core.push.wire import wire


@contextmanager
def served(*, beat: float = 20.0, streams: int = 12, app: Any = None) -> Iterator[tuple[str, Any]]:
    """(its address, its hub) of a server that works on the test's database."""
    from quanfu.asgi import App

    application = App(config())
    options = {"lifespan": "off", "log_level": "warning", "ws": "none", "log_config": None}
    server = uvicorn.Server(uvicorn.Config(app or application, host="127.0.0.1", port=0, **options))

    async def run() -> None:
        wire.cache_clear()
        await application.open()
        if application.hub is not None:
            application.hub.beat, application.hub.streams = beat, streams
        serving = asyncio.create_task(server.serve())
        while not server.should_exit:
            await asyncio.sleep(0.05)
        if application.hub is not None:
            application.hub.end_streams()
        await serving
        await application.close()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", application.hub
    finally:
        server.should_exit = True
        thread.join(15)
        push.set_hub(None)
        wire.cache_clear()


class Listener:
    """An open stream, read event by event: (name, data, id)."""

    def __init__(
        self, base: str, person: Any, *topics: str, since: int | None = None, cookie: str = ""
    ) -> None:
        if person is not None:
            client = Client()
            client.force_login(person)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookie = cookie
        self.connection = HTTPConnection(base.removeprefix("http://"), timeout=10)
        query = urlencode(
            [*(("t", topic) for topic in topics), *([("since", since)] if since is not None else [])]
        )
        self.connection.request(
            "GET", f"/live/?{query}", headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}
        )
        self.response: HTTPResponse = self.connection.getresponse()
        self.status = self.response.status
        self.last = 0

    def next(self, *names: str) -> tuple[str, dict[str, Any], int]:
        """The next event of one of those names (of any, but signs of life); TimeoutError when none comes."""
        while True:
            name, data, id_ = "", {}, 0
            while line := self._line():
                key, _colon, value = line.partition(": ")
                if key == "event":
                    name = value
                elif key == "data":
                    data = json.loads(value)
                elif key == "id":
                    id_ = self.last = int(value)
            if name and (name in names or (not names and name not in ("beat", "counts", "presence"))):
                return name, data, id_

    def _line(self) -> str:
        line = self.response.readline().decode()
        if not line:
            raise EOFError("the stream has ended")
        return line.rstrip("\n")

    def quiet(self, seconds: float = 0.5) -> bool:
        """Whether nothing (but signs of life) comes for so long."""
        self.connection.sock.settimeout(seconds)
        try:
            found = self.next()
        except TimeoutError:
            return True
        raise AssertionError(f"came: {found}")

    def close(self) -> None:
        self.response.close()
        self.connection.close()
