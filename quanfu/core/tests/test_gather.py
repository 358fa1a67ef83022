"""What is asked while the database is busy is asked together the next time."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from quanfu.core.push.gather import Gather

pytestmark = pytest.mark.django_db


def run(story: Callable[[ThreadPoolExecutor], Any]) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return asyncio.run(story(pool))


def test_what_comes_while_one_is_under_way_goes_together_and_each_gets_its_own_answer() -> None:
    free, seen = threading.Event(), list[list[int]]()

    def doubled(asked: list[int]) -> list[int]:
        seen.append(asked)
        free.wait(5)
        return [2 * each for each in asked]

    async def story(pool: ThreadPoolExecutor) -> list[int]:
        gather = Gather(doubled, pool, most=3, linger=0.0)
        first = gather.ask(1)
        while not seen:
            await asyncio.sleep(0.01)
        others = [gather.ask(each) for each in (2, 3, 4, 5)]
        free.set()
        return await asyncio.gather(first, *others)

    assert run(story) == [2, 4, 6, 8, 10]
    assert seen == [[1], [2, 3, 4], [5]]


def test_a_failure_is_told_to_who_asked_and_the_next_are_answered() -> None:
    def refused_once(asked: list[str]) -> list[str]:
        if "bad" in asked:
            raise ValueError("bad")
        return asked

    async def story(pool: ThreadPoolExecutor) -> str:
        gather = Gather(refused_once, pool, most=10, linger=0.0)
        together = await asyncio.gather(gather.ask("bad"), gather.ask("good"), return_exceptions=True)
        assert [type(each) for each in together] == [ValueError, ValueError]
        return await gather.ask("good")

    assert run(story) == "good"


def test_who_waits_when_it_closes_hears_that_it_is_over() -> None:
    async def story(pool: ThreadPoolExecutor) -> None:
        gather = Gather(lambda asked: asked, pool, most=10, linger=60.0)
        waiting = gather.ask(1)
        gather.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    run(story)
