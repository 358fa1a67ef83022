"""A year of requests, told by a seeded chance: who asks what, when, and how it went. Nothing here touches the database."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from quanfu.packs.heating.catalogue import TYPES, Type

MEAN = {
    1: 26,
    2: 20,
    3: 14,
    4: 8,
    5: 3,
    6: 3,
    7: 3,
    8: 4,
    9: 8,
    10: 20,
    11: 27,
    12: 27,
}  # requests a day, by month
HOURS = (1, 1, 1, 1, 1, 2, 4, 8, 12, 12, 10, 8, 6, 7, 9, 9, 9, 9, 9, 8, 6, 4, 2, 1)
CHANNELS = {"phone": 62, "portal": 22, "walk_in": 9, "staff": 3, "letter": 1, "api": 3}
STAGES = ("approved", "assigned", "accepted", "contacted", "started", "done", "fed_back", "rated", "closed")


@dataclass
class Story:
    """One request. ``at``: the instants of its stages, only those that have come to pass. points: 1 to 5 each."""

    type: Type
    opened: datetime
    customer: int
    channel: str
    priority: int
    subject: str
    wish: bool
    engineer: int
    at: dict[str, datetime] = field(default_factory=dict)
    points: tuple[int, int, int] | None = None
    problem: bool = False
    unsorted: bool = False  # came in by the web form and nobody has said yet what it is
    luck: random.Random = field(default_factory=random.Random)


def in_season(day: datetime) -> bool:
    """20 October to 20 April, as the law of the north has it."""
    return (day.month, day.day) >= (10, 20) or (day.month, day.day) <= (4, 20)


def stories(start: datetime, end: datetime, customers: int, chance: random.Random) -> Iterator[Story]:
    """Requests from ``start`` to ``end``, by time. Cold snaps of some days make peaks; ``end`` cuts what is still open."""
    day, snap = start, 0
    while day < end:
        if snap <= 0 and day.month in (11, 12, 1, 2) and chance.random() < 0.06:
            snap = chance.randint(2, 5)
        mean = MEAN[day.month] * (1.9 if snap > 0 else 1.0) * (0.8 if day.weekday() == 6 else 1.0)
        snap -= 1
        count = max(0, round(chance.gauss(mean, math.sqrt(mean))))
        for opened in sorted(
            day + timedelta(hours=chance.choices(range(24), HOURS)[0], seconds=chance.randint(0, 3599))
            for _ in range(count)
        ):
            if opened < end:
                yield _story(opened, end, customers, chance)
        day += timedelta(days=1)


def _story(opened: datetime, end: datetime, customers: int, chance: random.Random) -> Story:
    weights = [t.share if in_season(opened) else t.summer for t in TYPES]
    kind = chance.choices(TYPES, weights)[0]
    urgent = chance.random() < kind.urgent
    priority = (0 if kind.code == "fault.network" else 1) if urgent else 2
    # a tenth of the customers ask half of the questions
    customer = chance.randrange(customers // 10) if chance.random() < 0.4 else chance.randrange(customers)
    story = Story(
        kind, opened, customer, chance.choices(list(CHANNELS), list(CHANNELS.values()))[0], priority, chance.choice(kind.subjects),
        chance.random() < 0.06, chance.randrange(3), luck=random.Random(chance.random()),  # noqa: S311 - a story, not a secret
    )  # fmt: skip
    _live_through(story, end, chance)
    if end - opened < timedelta(days=3) and chance.random() < 0.6:
        _leave_open(story, chance)
    return story


def story_of(
    kind: Type, subject: str, opened: datetime, end: datetime, customer: int, chance: random.Random
) -> Story:
    """One that somebody tells by telephone, as far as it has come by ``end``."""
    luck = random.Random(chance.random())  # noqa: S311 - a story, not a secret
    story = Story(kind, opened, customer, "phone", 2, subject, False, chance.randrange(3), luck=luck)
    _live_through(story, end, chance)
    return story


def _live_through(story: Story, end: datetime, chance: random.Random) -> None:
    _pass_time(story, chance)
    story.at = {stage: at for stage, at in story.at.items() if at <= end}


def _leave_open(story: Story, chance: random.Random) -> None:
    """Work of the last days rests at some stage, so that every list has something in it whenever the demo is loaded."""
    reached = chance.choices((0, 1, 2, 3, 5, 6), (3, 3, 4, 3, 5, 3))[0]
    story.at = {stage: at for stage, at in story.at.items() if stage in STAGES[:reached]}
    story.points = None
    story.unsorted = not story.at and story.channel == "portal"


def _pass_time(story: Story, chance: random.Random) -> None:
    """Most things go well within their limit; one in nine does not."""
    kind, at = story.type, story.at

    def after(start: datetime, minutes: float, spread: float = 0.6) -> datetime:
        return start + timedelta(minutes=minutes * chance.lognormvariate(0, spread))

    _contact, acceptance, completion, _feedback = kind.minutes
    hurry = 0.4 if story.priority < 2 else 1.0
    begun = story.opened if kind.around_the_clock or 8 <= story.opened.hour < 19 else _morning(story.opened)
    at["approved"] = after(begun, 12 * hurry) if kind.review else story.opened
    at["assigned"] = after(max(at["approved"], begun), 10 * hurry)
    if story.priority == 2 and chance.random() < 0.05:  # nobody with the skill was free
        at["assigned"] += timedelta(hours=chance.uniform(3, 20))
    at["accepted"] = after(at["assigned"], min(acceptance * 0.4, 40))
    at["contacted"] = after(at["accepted"], 6)
    at["started"] = after(at["accepted"], 50 * hurry)
    work = completion * (0.30 if chance.random() < 0.88 else 1.5)
    at["done"] = max(after(at["accepted"], work), at["started"] + timedelta(minutes=15))
    if story.priority == 2 and chance.random() < 0.09:  # waiting for parts, or for the customer
        at["done"] += timedelta(days=chance.uniform(1, 5))
    if not kind.around_the_clock and not 8 <= at["done"].hour < 20:
        at["done"] = _morning(at["done"]) + timedelta(minutes=chance.randint(5, 90))
    at["fed_back"] = after(at["done"], 15 if story.priority < 2 else 110, 0.8)
    if story.priority == 2 and chance.random() < 0.12:
        at["fed_back"] += timedelta(hours=chance.uniform(10, 50))
    if not 8 <= at["fed_back"].hour < 21:
        at["fed_back"] = _morning(at["fed_back"]) + timedelta(minutes=chance.randint(1, 60))
    late = (at["done"] - story.opened).total_seconds() / 60 > completion * 3
    if chance.random() < 0.55:
        at["rated"] = after(at["fed_back"], 400, 1.0)
        mood = chance.gauss(4.85 - (1.5 if late else 0) - (0.35 if story.engineer == 2 else 0), 0.6)
        story.points = tuple(min(5, max(1, round(chance.gauss(mood, 0.35)))) for _ in range(3))  # type: ignore[assignment]
        at["closed"] = after(at["rated"], 600)
    else:
        at["closed"] = at["fed_back"] + timedelta(days=7, minutes=chance.randint(1, 600))
    story.problem = chance.random() < 0.03
    if story.problem and "rated" not in at:
        at["closed"] += timedelta(days=3)


def _morning(at: datetime) -> datetime:
    day = at if at.hour < 8 else at + timedelta(days=1)
    return day.replace(hour=8, minute=5, second=0, microsecond=0)
