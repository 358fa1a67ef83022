"""A stand-in for Asterisk, after its published protocols: AMI over TCP, ARI over HTTP and a websocket."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

USER, SECRET = "quanfu", "s3cret"


class Ami:
    """One manager at a time. ``events``: blocks told to whoever has logged in; ``asked``: actions it was asked for."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.asked: list[dict[str, str]] = []
        self.lines: list[socket.socket] = []
        self.logged_in = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def tell(self, *blocks: dict[str, str]) -> None:
        for block in blocks:
            self.lines[-1].sendall("".join(f"{n}: {v}\r\n" for n, v in block.items()).encode() + b"\r\n")

    def hang_up(self) -> None:
        for line in self.lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def close(self) -> None:
        self.hang_up()
        self.server.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self.server.accept()
            except OSError:
                return
            self.lines.append(line)
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        buffer = b""
        try:
            line.sendall(b"Asterisk Call Manager/5.0.1\r\n")
            while part := line.recv(4096):
                buffer += part
                while b"\r\n\r\n" in buffer:
                    block, _end, buffer = buffer.partition(b"\r\n\r\n")
                    self._answer(line, dict(row.split(": ", 1) for row in block.decode().split("\r\n")))
        except OSError:
            return

    def _answer(self, line: socket.socket, asked: dict[str, str]) -> None:
        self.asked.append(asked)
        if asked["Action"] == "Login" and (asked["Username"], asked["Secret"]) != (USER, SECRET):
            line.sendall(b"Response: Error\r\nMessage: Authentication failed\r\n\r\n")
        elif asked["Action"] == "Originate" and not asked["Exten"].isdigit():
            line.sendall(b"Response: Error\r\nMessage: Extension does not exist.\r\n\r\n")
        else:
            line.sendall(b"Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\nResponse: Success\r\n\r\n")
            if asked.get("Events") == "call,dialplan":
                self.logged_in.set()


class Ari:
    """HTTP on one port and, as Asterisk does, the websocket on the same address of another stand-in."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, list[str]]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say("GET")

            def do_POST(self) -> None:
                self._say("POST")

            def _say(self, method: str) -> None:
                from base64 import b64encode

                right = b64encode(f"{USER}:{SECRET}".encode()).decode()
                parts = urlsplit(self.path)
                outer.asked.append((method, parts.path, parse_qs(parts.query)))
                status = 200 if self.headers.get("Authorization") == f"Basic {right}" else 401
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(b'{"message": "Authentication required"}' if status == 401 else b"{}")

            def log_message(self, *_unused: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def ari_events(events: list[dict[str, Any]]) -> Iterator[tuple[int, list[str]]]:
    """(port, paths that were opened): tells the events to whoever opens the websocket and stays open."""
    from websockets.sync.server import ServerConnection, serve

    opened: list[str] = []

    def talk(line: ServerConnection) -> None:
        opened.append(line.request.path if line.request else "")
        for event in events:
            line.send(json.dumps(event))
        for _ in line:
            pass

    with serve(talk, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.socket.getsockname()[1], opened
        server.shutdown()
