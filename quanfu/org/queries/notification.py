"""The bell."""

from django.db.models import QuerySet
from django.http import Http404

from quanfu.org.models import Notification, Person


def unread_count(person: Person) -> int:
    """How many messages wait; one read of the partial index of unread ones."""
    return Notification.objects.filter(person=person.pk, read_at=None).count()


def notifications_of(person: Person) -> QuerySet[Notification]:
    """All messages to a person, newest first."""
    return Notification.objects.filter(person=person.pk).order_by("-at", "-id")


def access_notification(pk: int, *, by: Person) -> Notification:
    """A message to oneself; Http404 alike for absent and somebody else's."""
    message = Notification.objects.filter(pk=pk, person=by.pk).first()
    if message is None:
        raise Http404("org.Notification")
    return message
