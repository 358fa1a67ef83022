"""The chapters of the library."""

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.knowledge import events
from quanfu.knowledge.models import Topic

if TYPE_CHECKING:
    from quanfu.org.models import Unit


def save_topic(*, instance: Topic | None, by: Actor, company: "Unit | None" = None, **columns: Any) -> Topic:
    """Make a topic or change one. Refused for a name that is there already and for a topic that would stand below itself."""
    topic = instance or Topic(company=company)
    changes = {
        name: [str(getattr(topic, name)), str(new)] for name, new in columns.items() if getattr(topic, name) != new
    }  # fmt: skip
    for name, new in columns.items():
        setattr(topic, name, new)
    above = topic.parent
    while above is not None:
        if above.pk == topic.pk and topic.pk is not None:
            raise Refused(_("A topic cannot stand below itself."), field="parent")
        above = above.parent
    with transaction.atomic():
        try:
            with transaction.atomic():
                topic.save()
        except IntegrityError:
            raise Refused(_("There is a topic of this name already."), field="name") from None
        emit(events.TOPIC_SAVED, topic, by=by, changes=changes)
    return topic


def delete_topic(*, instance: Topic, by: Actor) -> None:
    """Remove a topic that holds nothing."""
    with transaction.atomic():
        emit(events.TOPIC_DELETED, instance, by=by, changes={"name": [instance.name, None]})
        try:
            with transaction.atomic():
                instance.delete()
        except ProtectedError:
            raise Refused(_("It still holds articles or topics; move them first.")) from None
