"""What the web server runs: the streams of live screens go to the hub of this process, the windows of the web chat to their door,
everything else to Django's WSGI application in a few threads. One port, one process (or several, each with its hub)."""

import asyncio
import logging
import signal
import threading
from importlib import import_module
from typing import Any

from django.conf import settings as django_settings
from django.utils.module_loading import import_string
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from quanfu.core.config import Config, config

from quanfu.wsgi import application as pages  # isort: skip - it readies the models that the hub reads

from quanfu.core.push import set_hub
from quanfu.core.push.bridge import Bridge
from quanfu.core.push.endpoint import PATH, stream
from quanfu.core.push.hub import Hub, give_back

log = logging.getLogger("quanfu.push")


def threads(settings: Config) -> int:
    """SQLite has one writer: more threads would only wait for each other. On PostgreSQL they mostly wait for the database."""
    return settings.web_threads or (1 if settings.sqlite else 4)


def hub_options(settings: Config) -> dict[str, int]:
    return {"streams": settings.push_streams, "beat": settings.push_beat}


class App:
    """An ASGI application with a lifespan. What the proxies say of the visitor is believed only from ours."""

    def __init__(self, settings: Config) -> None:
        self.settings = settings
        self.pages = Bridge(pages, threads(settings))
        self.hub: Hub | None = None
        self.doors: dict[
            str, Any
        ] = {}  # what wiring.py lets the server answer beside Django's pages, by path

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and self.hub is not None and scope["path"] == PATH:
            await stream(self.hub, scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in self.doors:
            await self.doors[scope["path"]](scope, receive, send)
        elif scope["type"] == "http":
            await self.pages(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        await self.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def open(self) -> None:
        if not django_settings.PUSH:
            return
        self.hub = Hub(**hub_options(self.settings))
        await self.hub.start()
        set_hub(self.hub)
        wired: dict[str, str] = import_module(django_settings.WIRING).DOORS
        self.doors = {path: import_string(door)(self.hub) for path, door in wired.items()}
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                self._end_streams_on(number)

    def _end_streams_on(self, number: int) -> None:
        """The server waits for answers under way before it ends, and an open stream is one."""
        loop, before = asyncio.get_running_loop(), signal.getsignal(number)

        def ending(number: int, frame: Any) -> None:
            if self.hub is not None:
                loop.call_soon_threadsafe(self.hub.end_streams)
            for door in self.doors.values():
                loop.call_soon_threadsafe(door.end_streams)
            if callable(before):
                before(number, frame)

        signal.signal(number, ending)

    async def close(self) -> None:
        for door in self.doors.values():
            await door.close()
        if self.hub is not None:
            set_hub(None)
            await self.hub.stop()
        await give_back(asyncio.get_running_loop(), self.pages.pool)


application: Any = App(config())
if config().proxies:
    application = ProxyHeadersMiddleware(application, trusted_hosts=list(config().proxies))
