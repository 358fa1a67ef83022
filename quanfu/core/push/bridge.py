"""Django's WSGI application under an ASGI server: a request is read whole, then given to a thread; long answers stream.

Beside a2wsgi it hops between threads once a request instead of once a chunk, and a slow upload holds no thread. Names of
headers with an underscore are dropped, as proxies do: as CGI variables they would pass for those with a hyphen.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

IN_MEMORY = 1 << 20  # bytes of a body kept in memory; longer ones go to a temporary file
LARGEST = 512 << 20  # bytes of a body; the limits of forms and files are Django's
PIECE = 1 << 16  # bytes of an answer that are gathered before it starts to stream
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Bridge:
    """``threads``: how many requests are worked on at the same time; the others wait in order."""

    def __init__(self, application: Application, threads: int) -> None:
        self.application = application
        self.pool = ThreadPoolExecutor(threads, "web")

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
            size = 0
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return
                size += len(message.get("body", b""))
                if size > LARGEST:
                    await send(
                        {"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"0")]}
                    )
                    await send({"type": "http.response.body", "body": b""})
                    return
                body.write(message.get("body", b""))
                if not message.get("more_body"):
                    break
            body.seek(0)
            loop = asyncio.get_running_loop()
            answer = _Answer(loop, send)
            await loop.run_in_executor(self.pool, answer.make, self.application, _environ(scope, body, size))
            await answer.finish()


class _Answer:
    """What the application answers. A short one is sent from the loop in one go, a long one piece by piece from the thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Send) -> None:
        self.loop, self.send = loop, send
        self.head: dict[str, Any] | None = None
        self.started = False
        self.gathered: list[bytes] = []
        self.size = 0

    def start(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], None]:
        if exc_info and self.started:
            raise exc_info[1].with_traceback(exc_info[2])
        pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self.head = {"type": "http.response.start", "status": int(status[:3]), "headers": pairs}
        return self._gather

    def make(self, application: Application, environ: dict[str, Any]) -> None:
        """In the thread."""
        pieces = application(environ, self.start)
        try:
            for piece in pieces:
                self._gather(piece)
        finally:
            close: Any = getattr(pieces, "close", None)
            if close is not None:
                close()

    def _gather(self, piece: bytes) -> None:
        self.gathered.append(piece)
        self.size += len(piece)
        if self.size > PIECE:
            asyncio.run_coroutine_threadsafe(self._pass(more=True), self.loop).result()

    async def _pass(self, *, more: bool) -> None:
        if not self.started and self.head is not None:
            self.started = True
            await self.send(self.head)
        data = b"".join(self.gathered)
        self.gathered, self.size = [], 0
        await self.send({"type": "http.response.body", "body": data, "more_body": more})

    async def finish(self) -> None:
        await self._pass(more=False)


def _environ(scope: dict[str, Any], body: Any, size: int) -> dict[str, Any]:
    server, client = scope.get("server") or ("localhost", 80), scope.get("client")
    path = scope.get("raw_path", b"").partition(b"?")[0]
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": _unquoted(path) if path else scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if client:
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = client[0], str(client[1])
    for name, value in scope["headers"]:
        if b"_" in name:
            continue
        key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        if key in ("HTTP_CONTENT_LENGTH", "HTTP_CONTENT_TYPE"):
            key = key[5:]
        text = value.decode("latin-1")
        environ[key] = (
            f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}" if key in environ else text
        )
    environ["CONTENT_LENGTH"] = str(size)  # also of a chunked body
    return environ


def _unquoted(path: bytes) -> str:
    from urllib.parse import unquote_to_bytes

    return unquote_to_bytes(path).decode("latin-1")
