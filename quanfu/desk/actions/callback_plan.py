"""When customers are called back."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.enums import Caller, Occasion
from quanfu.desk.models import CallbackPlan


def save_callback_plan(*, instance: CallbackPlan | None, by: Actor, **columns: Any) -> CallbackPlan:
    """Make or change a plan. What is planned already stays as it is.

    Refused for a regular plan without how often, for days in the wrong order, and without the person who is to call.
    """
    if columns["occasion"] == Occasion.REGULAR and not columns["regularity"]:
        raise Refused(_("Say how often."), field="regularity")
    if columns["to_day"] < columns["from_day"]:
        raise Refused(_("The last day comes before the first day."), field="to_day")
    if columns["caller"] == Caller.PERSON and columns["person"] is None:
        raise Refused(_("Choose the person who calls."), field="person")
    with transaction.atomic():
        company_id: Any = by.person and by.person.company_id
        plan = instance or CallbackPlan(company_id=company_id)
        old = {name: _plain(getattr(plan, name)) for name in columns} if instance else {}
        for name, value in columns.items():
            setattr(plan, name, value)
        plan.save()
        new = {name: _plain(value) for name, value in columns.items()}
        changes = {name: [old.get(name), value] for name, value in new.items() if old.get(name) != value}
        emit(events.CALLBACK_PLAN_SAVED, plan, by=by, changes=changes)
    return plan


def delete_callback_plan(*, instance: CallbackPlan, by: Actor) -> None:
    """The calls that it planned stay."""
    with transaction.atomic():
        emit(events.CALLBACK_PLAN_DELETED, instance, by=by, changes={"name": [instance.name, None]})
        instance.delete()


def _plain(value: Any) -> Any:
    return getattr(value, "pk", value)
