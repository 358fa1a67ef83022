"""The bell."""

from django.db.models import QuerySet

from quanfu.org.models import Notification, Person


def unread_count(person: Person) -> int:
    """How many messages wait; one read of the partial index of unread ones."""
    return Notification.objects.filter(person=person.pk, read_at=None).count()


def notifications_of(person: Person) -> QuerySet[Notification]:
    """All messages to a person, newest first."""
    return Notification.objects.filter(person=person.pk).order_by("-at", "-id")
