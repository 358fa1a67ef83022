"""Comments of social platforms out of a file (INT-23)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quanfu.channels.actions.incoming import keep_incoming
from quanfu.channels.adapters.social.feed import BadFeed, comments_of
from quanfu.core.actor import Actor
from quanfu.core.errors import Refused

if TYPE_CHECKING:
    from quanfu.channels.models import Channel


@dataclass(frozen=True)
class Imported:
    taken: int
    known: int


def import_comments(*, channel: "Channel", body: bytes, by: Actor) -> Imported:
    """Keep each comment of a CSV, JSON or RSS file; the same file again takes nothing. Refused where it is none of these."""
    try:
        found = comments_of(body)
    except BadFeed as problem:
        raise Refused(str(problem), field="file") from problem
    if not found:
        raise Refused(_("There is no list of comments in it."), field="file")
    taken = sum(keep_incoming(channel=channel, key=one.key, raw=one.raw, by=by) is not None for one in found)
    return Imported(taken, len(found) - taken)
