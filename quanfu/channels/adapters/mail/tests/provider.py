"""An OAuth 2 provider on this machine: gives access tokens for the refresh token "refresh-1", and tells Dovecot whose
token it sees."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl

TOKEN = "access-1"


class Provider(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.asked: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        asked = dict(parse_qsl(body))
        self.server.asked.append(asked)
        if asked.get("refresh_token") == "refresh-1":
            return self.say(200, {"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"})
        return self.say(400, {"error": "invalid_grant", "error_description": "the consent was taken back"})

    def do_GET(self) -> None:
        known = TOKEN in self.path or TOKEN in self.headers.get("Authorization", "")
        self.say(200, {"active": True, "username": "service"} if known else {"active": False})

    def say(self, status: int, said: dict[str, object]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Nothing on the terminal."""


@contextmanager
def running_provider() -> Iterator[Provider]:
    with Provider() as provider:
        thread = Thread(target=provider.serve_forever, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            provider.shutdown()
            thread.join()
