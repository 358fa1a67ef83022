"""The talk of an open request, live: what is said there reaches the agent's screen as it is posted."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from quanfu.channels.queries.talk import box, talk_of_request
from quanfu.core.push.topics import Asked, Change, Subscription
from quanfu.desk.permissions import REQUEST_SHOW
from quanfu.desk.queries.request import requests_for

if TYPE_CHECKING:
    from quanfu.org.models import Person


class OpenTalk(Subscription):
    """``talk:FW-1``. A reader whose rights change loses the stream with it."""

    def __init__(self, asked: Asked, person: "Person", locale: str, talk_id: int) -> None:
        super().__init__(asked, person, locale)
        self.boxes = (box(talk_id),)

    def tell(self, change: Change) -> Iterable[bytes]:
        return ()


def open_talk(person: "Person", asked: Asked, locale: str) -> OpenTalk | None:
    number = asked.argument[:40]
    if not requests_for(person, REQUEST_SHOW).filter(number=number).exists():
        return None
    talk = talk_of_request(number)
    return OpenTalk(asked, person, locale, talk.pk) if talk else None
