"""Messages to colleagues (ASG-6)."""

from collections.abc import Iterable

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.events import emit
from quanfu.core.graph import add, one_write
from quanfu.org import events
from quanfu.org.models import Notification, Person


def notify(*, people: Iterable[Person | None], text: str, url: str = "", by: Actor) -> list[Notification]:
    """Tell each of the people once, in one write; the text is cut to 300 characters.

    Nobody is told of their own act, and those who have left are not told at all. Each message is journalled as
    org.notification.sent with {"url"}, which wiring may turn into a mail.
    """
    told = {
        person.pk: person for person in people if person and person.is_active and person.pk != _person_id(by)
    }
    if not told:
        return []
    with one_write():
        sent = [
            add(Notification(person=person, text=str(text)[:300], url=url[:200], at=now()))
            for person in told.values()
        ]
        for message in sent:
            emit(
                events.NOTIFICATION_SENT,
                message,
                by=by,
                data={"person": message.person_id, "url": message.url},
            )
    return sent


def _person_id(by: Actor) -> int | None:
    return by.person.pk if by.person else None


def read_notification(*, notification: Notification, by: Person) -> None:
    """Mark one message of one's own read. The second time changes nothing."""
    Notification.objects.filter(pk=notification.pk, person=by.pk, read_at=None).update(read_at=now())


def read_all(*, by: Person) -> int:
    """Mark all of one's own messages read; how many there were."""
    return Notification.objects.filter(person=by.pk, read_at=None).update(read_at=now())
