"""A robot of a work group for tests: a real HTTP server that keeps what it gets, and answers as told."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Robot(ThreadingHTTPServer):
    """``answers``: (status, JSON) given in turn, the last for good; ``said``: what it was told, at ``paths``."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.answers: list[tuple[int, Any]] = [(200, {"errcode": 0, "errmsg": "ok"})]
        self.said: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.thinks = 0.0  # seconds before each answer

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/robot/send?key=secret"


class Talk(BaseHTTPRequestHandler):
    server: Robot

    def do_POST(self) -> None:
        self.server.paths.append(self.path)
        self.server.said.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        time.sleep(self.server.thinks)
        status, answer = (
            self.server.answers[0] if len(self.server.answers) == 1 else self.server.answers.pop(0)
        )
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if status in (301, 302):
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        return


@contextmanager
def robot() -> Iterator[Robot]:
    server = Robot()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
