"""Changing dated settings, from a day on."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import RULE_DELETED, RULE_SET, emit
from quanfu.core.models.rule import Rule
from quanfu.core.rules import DEFINITIONS, TABLE, rule


def set_rule(
    *, code: str, value: Any, since: date | None = None, company: int | None = None, by: Actor
) -> Rule:
    """From ``since`` (today without one) the setting has this value, for all companies or for one.

    Refused: a day that has passed; a value that is not of the setting's kind or beyond its limits. A row that begins
    today or later is replaced; what was in force on days gone by stays.
    """
    definition = DEFINITIONS[code]
    clean = definition.clean(value)
    since = since or today()
    if since < today():
        raise Refused(_("Settings are not changed for days that have passed."), field="since")
    before = rule(code, on=since, company=company)
    stored = str(clean) if isinstance(clean, Decimal) else clean
    with transaction.atomic():
        row, _created = Rule.objects.update_or_create(
            code=code, company=company, since=since, defaults={"value": stored}
        )
        TABLE.changed()
        emit(RULE_SET, row, by=by, label=code, changes={"value": [before, clean], "since": [None, since]},
             data={"code": code, "company": company})  # fmt: skip
    return row


def delete_rule(*, row: Rule, by: Actor) -> None:
    """Take back a change that has not come into force yet."""
    if row.since <= today():
        raise Refused(_("This value is in force already; set another one from a later day."))
    with transaction.atomic():
        emit(RULE_DELETED, row, by=by, label=row.code, changes={"value": [row.value, None], "since": [row.since, None]},
             data={"code": row.code, "company": row.company})  # fmt: skip
        deleted, _rows = Rule.objects.filter(pk=row.pk, value=row.value).delete()
        if not deleted:
            raise AlreadyDone
        TABLE.changed()
