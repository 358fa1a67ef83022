"""The texts that the SMS provider has approved."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.channels import events
from quanfu.channels.adapters.sms.rules import full_length
from quanfu.channels.adapters.sms.template import places_of
from quanfu.channels.models import SmsTemplate
from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

MOST_PLACES = 20


@transaction.atomic
def save_sms_template(
    *,
    instance: SmsTemplate | None,
    channel: "Channel",
    code: str,
    name: str,
    text: str,
    is_active: bool,
    by: Actor,
) -> SmsTemplate:
    """Add a template (instance None) or overwrite one. Refused for a second one of that code, and for a text no provider takes."""
    if (
        SmsTemplate.objects.filter(channel=channel, code=code)
        .exclude(pk=instance.pk if instance else 0)
        .exists()
    ):
        raise Refused(_("There is already a template with this code."), field="code")
    if "【" in text or "】" in text:
        raise Refused(_("Without the signature and its 【】: the provider puts them."), field="text")
    if len(places_of(text)) > MOST_PLACES:
        raise Refused(_("At most %(most)s places.") % {"most": MOST_PLACES}, field="text")
    if not full_length(channel, text).signs or "{" in _without_places(text):
        raise Refused(
            _("A place is written {name}, ${name} or {1}: letters, digits and underscores only."),
            field="text",
        )
    new = {"channel_id": channel.pk, "code": code, "name": name, "text": text.strip(), "is_active": is_active}
    if instance is None:
        made = SmsTemplate.objects.create(**new)
        emit(events.SMS_TEMPLATE_CREATED, made, by=by)
        return made
    changes = {
        field: [getattr(instance, field), value]
        for field, value in new.items()
        if getattr(instance, field) != value
    }
    if changes:
        if not SmsTemplate.objects.filter(pk=instance.pk).update(**new):
            raise AlreadyDone(_("This template has been removed."))
        emit(events.SMS_TEMPLATE_CHANGED, instance, by=by, changes=changes)
        instance.refresh_from_db()
    return instance


@transaction.atomic
def delete_sms_template(*, instance: SmsTemplate, by: Actor) -> None:
    emit(events.SMS_TEMPLATE_DELETED, instance, by=by, changes={"code": [instance.code, ""]})
    if not SmsTemplate.objects.filter(pk=instance.pk).delete()[0]:
        raise AlreadyDone(_("This template has been removed."))


def _without_places(text: str) -> str:
    for place in places_of(text):
        text = text.replace(f"${{{place}}}", "").replace(f"{{{place}}}", "")
    return text
