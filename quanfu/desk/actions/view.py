"""Saved lists."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.desk import events
from quanfu.desk.enums import Sharing, ViewOrder
from quanfu.desk.models import SavedView
from quanfu.desk.queries.conditions import check_condition
from quanfu.desk.queries.view import USUAL_COLUMNS, VIEW_COLUMNS, may_share


def save_view(
    *,
    name: str,
    conditions: Any,
    by: Actor,
    view: SavedView | None = None,
    sharing: str = Sharing.OWN,
    columns: list[str] | None = None,
    order: str = ViewOrder.DUE,
    position: int = 100,
) -> SavedView:
    """Make a list, or change one that the caller was allowed to fetch. A list of the team is that of its maker's unit.

    Refused for conditions that make no sense, for sharing beyond one's right, and for more lists than the rule
    desk.view_most allows a person.
    """
    person = by.person
    if person is None or not name.strip():
        raise Refused(_("Give the list a name."), field="name")
    owner, unit = (view.person, view.unit or view.person.unit) if view else (person, person.unit)
    if not may_share(person, sharing, unit_id=unit.pk, company_id=owner.company_id):
        raise Refused(_("You may not show lists to these people."), field="sharing")
    if view is None and SavedView.objects.filter(person=person).count() >= rule("desk.view_most"):
        raise Refused(_("You have %(count)s lists; that is the most.") % {"count": rule("desk.view_most")})
    clean = {
        "name": name.strip()[:60], "conditions": check_condition(conditions, owner.company_id), "sharing": sharing, "order": ViewOrder(order),
        "unit": unit if sharing == Sharing.TEAM else None, "position": position, "changed_at": now(),
        "columns": [code for code in columns if code in VIEW_COLUMNS] if columns is not None else USUAL_COLUMNS,
    }  # fmt: skip
    with transaction.atomic():
        if view is None:
            view = SavedView.objects.create(company=owner.company, person=owner, **clean)
        else:
            for column, value in clean.items():
                setattr(view, column, value)
            view.save(update_fields=list(clean))
        emit(events.VIEW_SAVED, view, by=by, data={"sharing": sharing, "conditions": clean["conditions"]})
    return view


def delete_view(*, view: SavedView, by: Actor) -> None:
    with transaction.atomic():
        emit(events.VIEW_DELETED, view, by=by, data={"conditions": view.conditions})
        SavedView.objects.filter(pk=view.pk).delete()
