"""Replies to begin with."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.models import ReplyTemplate
from quanfu.desk.queries.reply_template import unknown_fields


def save_reply_template(*, instance: ReplyTemplate | None, by: Actor, **columns: Any) -> ReplyTemplate:
    """Make or change one of the company of ``by``. Refused for fields that there are not, for a name or shortcut twice."""
    for column in ("text", "text_en"):
        if unknown := unknown_fields(columns.get(column, "")):
            raise Refused(_("There is no field {{%(name)s}}.") % {"name": unknown[0][:40]}, field=column)
    if by.person is None:
        raise Refused(_("Only people of the company save this."))
    template = instance or ReplyTemplate(company=by.person.company)
    for column, value in columns.items():
        setattr(template, column, value)
    try:
        with transaction.atomic():
            template.save()
            emit(events.REPLY_TEMPLATE_SAVED, template, by=by, data={"text": template.text[:500]})
    except IntegrityError as error:
        raise Refused(_("This name or shortcut is taken."), field="name") from error
    return template


def delete_reply_template(*, instance: ReplyTemplate, by: Actor) -> None:
    with transaction.atomic():
        emit(events.REPLY_TEMPLATE_DELETED, instance, by=by, data={"text": instance.text[:500]})
        ReplyTemplate.objects.filter(pk=instance.pk).delete()
