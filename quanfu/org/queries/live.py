"""What live screens are told of people: messages to them, and that somebody's rights are others than before."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Any

from django.db.models import Count

from quanfu.core.push.topics import Asked, Change, Subscription, event
from quanfu.org.models import Grant, Notification, Person, Unit


def notification_facts(ids: list[int]) -> dict[int, dict[str, Any]]:
    """Two statements: the messages, and how many each of their readers has not read."""
    rows = list(Notification.objects.filter(pk__in=ids).values("pk", "person_id", "text", "url"))
    waiting = Notification.objects.filter(person__in={row["person_id"] for row in rows}, read_at=None)
    unread = dict(waiting.values_list("person_id").annotate(Count("pk")).order_by())
    return {
        row["pk"]: {**row, "unread": unread.get(row["person_id"], 0), "keys": [("bell", row["person_id"])]}
        for row in rows
    }


class Bell(Subscription):
    """One's own messages: ``bell``."""

    def __init__(self, asked: Asked, person: Person, locale: str) -> None:
        super().__init__(asked, person, locale)
        self.keys = (("bell", person.pk),)

    def tell(self, change: Change) -> Iterable[bytes]:
        if change.facts is None or change.facts.get("person_id") != self.person.pk:
            return ()
        told = {"unread": change.facts["unread"], "text": change.facts["text"]}
        return (change.once("bell", lambda: event("bell", told, change.id)),)


def open_bell(person: Person, asked: Asked, locale: str) -> Bell:
    return Bell(asked, person, locale)


def fingerprints(ids: list[int]) -> dict[int, Hashable]:
    """Of those who may still come in, by id: something that is another whenever their password, grants, roles or the tree
    of units are others. Three statements."""
    tree = hash(tuple(Unit.objects.order_by("pk").values_list("pk", "path", "company_id")))
    grants: defaultdict[int, list[Any]] = defaultdict(list)
    for person, *rest, permissions in Grant.objects.filter(person__in=ids).values_list(
        "person_id", "unit_id", "reach", "role__permissions"
    ):
        grants[person].append((*rest, tuple(permissions)))
    people = Person.objects.filter(pk__in=ids, is_active=True)
    return {
        p.pk: hash((p.get_session_auth_hash(), p.unit_id, tuple(sorted(grants[p.pk])), tree)) for p in people
    }
