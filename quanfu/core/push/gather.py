"""What is asked of the database while it is busy is asked together the next time: many callers cost one transaction."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any, Generic, TypeVar

from django.db import close_old_connections

log = logging.getLogger("quanfu.push")
Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Gather(Generic[Asked, Answer]):
    """``act`` gets what came together and answers each in its order, in a thread of ``pool``; it runs once at a time.

    ``linger``: seconds that the first waits for others. Belongs to the event loop.
    """

    def __init__(
        self, act: Callable[[list[Asked]], Sequence[Answer]], pool: Executor, *, most: int, linger: float
    ) -> None:
        self.act, self.pool, self.most, self.linger = act, pool, most, linger
        self.loop = asyncio.get_running_loop()
        self.waiting: deque[tuple[Asked, asyncio.Future[Answer]]] = deque()
        self.task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self.waiting)

    def ask(self, asked: Asked) -> "asyncio.Future[Answer]":
        answer: asyncio.Future[Answer] = self.loop.create_future()
        self.waiting.append((asked, answer))
        if self.task is None:
            self.task = self.loop.create_task(self._work())
        return answer

    def close(self) -> None:
        """Who still waits hears that it is over."""
        if self.task is not None:
            self.task.cancel()
        while self.waiting:
            self.waiting.popleft()[1].cancel()

    async def _work(self) -> None:
        try:
            await asyncio.sleep(self.linger)
            while self.waiting:
                together = [self.waiting.popleft() for _ in range(min(len(self.waiting), self.most))]
                try:
                    answers = await self.loop.run_in_executor(
                        self.pool, fresh, self.act, [asked for asked, _answer in together]
                    )
                except Exception as error:
                    log.exception("%s: %d failed together", self.act.__name__, len(together))
                    for _asked, answer in together:
                        if not answer.done():
                            answer.set_exception(error)
                    continue
                for (_asked, answer), found in zip(together, answers, strict=True):
                    if not answer.done():
                        answer.set_result(found)
        finally:
            self.task = None


def fresh(act: Callable[[Any], Any], asked: Any) -> Any:
    close_old_connections()
    return act(asked)
