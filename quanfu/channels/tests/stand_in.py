"""A provider for tests: a real HTTP server on the loopback that speaks what the provider publishes, and fails as told."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

S = TypeVar("S", bound="StandIn")


@dataclass
class Asked:
    """One call: ``path`` without the query, ``body`` as it came, ``said``: the JSON in it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    said: Any = field(default_factory=dict)


class StandIn(ThreadingHTTPServer):
    """``asked``: all calls so far; ``fail``: answers given first, by path; ``delay``: seconds before each answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.asked: list[Asked] = []
        self.fail: dict[str, list[tuple[int, Any]]] = {}
        self.delay = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def calls(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path == path]

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """(status, JSON or bytes)."""
        raise NotImplementedError

    def answered(self, asked: Asked) -> tuple[int, Any]:
        self.asked.append(asked)
        time.sleep(self.delay)
        if waiting := self.fail.get(asked.path):
            return waiting.pop(0)
        return self.answer(asked)


class _Talk(BaseHTTPRequestHandler):
    server: StandIn

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        asked = Asked(self.command, parts.path, query, {k.lower(): v for k, v in self.headers.items()}, body)
        try:
            asked.said = json.loads(body or b"{}")
        except ValueError:
            asked.said = {}
        status, answer = self.server.answered(asked)
        content = answer if isinstance(answer, bytes) else json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(status)
        kind = "application/octet-stream" if isinstance(answer, bytes) else "application/json"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _take

    def log_message(self, *_args: Any) -> None:
        return


@contextmanager
def running(server: S) -> Iterator[S]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
