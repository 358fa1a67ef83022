"""Comments: from a feed that is asked at intervals, from a file; each is kept once by the platform's id."""

import json
import threading
import time
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import Finding, Keep, Understood
from quanfu.channels.adapters.social.feed import BadFeed, Comment, comments_of
from quanfu.channels.adapters.social.words import is_negative
from quanfu.channels.enums import IncomingKind

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

LARGEST = 5 * 1024 * 1024
SECONDS = 10


def listen(channel: "Channel", stop: threading.Event, keep: Keep) -> None:
    """Ask the feed every so many minutes; what does not answer is asked again after the same pause, and gives no sign of
    life meanwhile."""
    pause = int(channel.settings.get("every_minutes") or 5) * 60
    while not stop.is_set():
        for comment in fetch(channel):
            keep(comment.key, comment.raw)
        asked = time.monotonic()
        while not stop.is_set() and time.monotonic() - asked < pause:
            keep.beat()
            stop.wait(min(5.0, pause))


def fetch(channel: "Channel") -> list[Comment]:
    """What stands in the feed now; BadFeed where it does not answer as one, or leads elsewhere: whoever keeps the page could
    have us look into our own network."""
    import requests

    token = channel.setting("token")
    headers = {"User-Agent": "Quanfu", **({"Authorization": f"Bearer {token}"} if token else {})}
    try:
        with requests.get(
            channel.settings["feed_url"], headers=headers, timeout=SECONDS, stream=True, allow_redirects=False
        ) as answer:
            if answer.is_redirect:
                raise BadFeed(
                    _("it leads to %(place)s: write that address here")
                    % {"place": answer.headers["Location"][:200]}
                )
            if answer.status_code != 200:
                raise BadFeed(f"HTTP {answer.status_code}")
            body = answer.raw.read(LARGEST + 1, decode_content=True)
    except requests.RequestException as problem:
        raise BadFeed(_("nobody answers at this address")) from problem
    if len(body) > LARGEST:
        raise BadFeed(_("The feed is larger than %(limit)s MB.") % {"limit": LARGEST // 1024 // 1024})
    return comments_of(body)


def understand(channel: "Channel", raw: bytes) -> Understood:
    """A comment of discontent becomes a request; any other is kept and nothing more."""
    said: dict[str, Any] = json.loads(raw)
    text = str(said.get("text", ""))
    rating = said.get("rating")
    bad = is_negative(
        text, rating=float(rating) if isinstance(rating, int | float) else None, mood=str(said.get("mood", "")),
        further=str(channel.settings.get("negative_words", "")),
    )  # fmt: skip
    place = str(said.get("url", ""))
    return Understood(
        kind=IncomingKind.REQUEST if bad else IncomingKind.IGNORED,
        sender=str(said.get("author", "")),
        sender_name=str(said.get("author", "")),
        text=f"{text}\n\n{place}".strip(),
        facts={"kind": "complaint", "url": place, "at": str(said.get("at", "")), "rating": rating},
    )


def check(channel: "Channel") -> list[Finding]:
    if not channel.settings.get("feed_url"):
        return []
    try:
        found = fetch(channel)
    except BadFeed as problem:
        return [Finding(False, _("The feed cannot be read: %(problem)s") % {"problem": problem})]
    return [Finding(True, _("The feed answers; comments in it: %(count)s") % {"count": len(found)})]
