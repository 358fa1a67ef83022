"""The talk of an open request, live: what is said there reaches the agent's screen as it is posted."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from quanfu.channels.queries.talk import box, talk_of_request
from quanfu.core.push.topics import Asked, Change, Subscription
from quanfu.desk.permissions import REQUEST_SHOW
from quanfu.desk.queries.live import sees
from quanfu.desk.queries.request import requests_for

if TYPE_CHECKING:
    from quanfu.org.models import Person


class OpenTalk(Subscription):
    """``talk:FW-1``. A reader whose rights change, or whose reach the request leaves, loses the stream with it."""

    def __init__(self, asked: Asked, person: "Person", locale: str, pk: int, talk_id: int) -> None:
        super().__init__(asked, person, locale)
        self.keys, self.boxes = (("request", pk),), (box(talk_id),)
        self.scope = person.scope(REQUEST_SHOW)

    def tell(self, change: Change) -> Iterable[bytes]:
        if change.type == "desk.Request" and change.facts is not None:
            self.over = not sees(self.scope, self.person.pk, change.facts)
        return ()


def open_talk(person: "Person", asked: Asked, locale: str) -> OpenTalk | None:
    number = asked.argument[:40]
    pk = requests_for(person, REQUEST_SHOW).filter(number=number).values_list("pk", flat=True).first()
    talk = talk_of_request(number) if pk else None
    return OpenTalk(asked, person, locale, pk, talk.pk) if pk and talk else None
