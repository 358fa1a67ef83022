"""Every write to an extension."""

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.channels import events
from quanfu.channels.models import Extension
from quanfu.channels.queries.extension import EXTENSIONS
from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit

if TYPE_CHECKING:
    from quanfu.channels.models import Channel
    from quanfu.org.models import Person


def save_extension(
    *, instance: Extension | None, channel: "Channel", number: str, person: "Person", by: Actor
) -> Extension:
    """Seat somebody at a number. Refused when the number, or the person in that system, has one already."""
    taken = Extension.objects.filter(channel=channel).exclude(pk=instance.pk if instance else 0)
    if taken.filter(number=number).exists():
        raise Refused(_("Somebody sits at this extension already."), field="number")
    if taken.filter(person=person).exists():
        raise Refused(_("This person has an extension there already."), field="person")
    extension = instance or Extension()
    changes: dict[str, list[Any]] = {
        "number": [extension.number, number],
        "person": [extension.person_id, person.pk],
    }
    extension.channel, extension.number, extension.person = channel, number, person
    try:
        with transaction.atomic():
            extension.save()
            emit(events.EXTENSION_SAVED, extension, by=by, changes=changes)
            EXTENSIONS.changed()
    except IntegrityError:
        raise AlreadyDone(_("Somebody sits at this extension already.")) from None
    return extension


@transaction.atomic
def delete_extension(*, instance: Extension, by: Actor) -> None:
    emit(events.EXTENSION_DELETED, instance, by=by, changes={"number": [instance.number, ""]})
    instance.delete()
    EXTENSIONS.changed()
