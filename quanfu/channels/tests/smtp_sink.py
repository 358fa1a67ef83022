"""A mail server for tests: speaks SMTP on a real socket, keeps what it gets, and fails as told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class Sink(socketserver.ThreadingTCPServer):
    """``answers``: reply to the verb that it names, e.g. {"RCPT": "550 no such user"}; ``taken``: mails accepted."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.answers: dict[str, str] = {}
        self.taken: list[EmailMessage] = []
        self.seen: list[EmailMessage] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Talk(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self.say("220 sink")
        while line := self.rfile.readline().decode("latin-1").strip():
            verb = line.split()[0].upper()
            if verb == "DATA":
                self.take()
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                self.say(self.server.answers.get(verb, "250 ok"))
        return None

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.server.seen.append(mail)
        answer = self.server.answers.get("DATA", "250 taken")
        if answer.startswith("2"):
            self.server.taken.append(mail)
        if answer == "drop":  # the line breaks after the mail was taken, before we hear of it
            self.server.taken.append(mail)
            self.connection.close()
            return
        self.say(answer)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def running_sink() -> Iterator[Sink]:
    with Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()
