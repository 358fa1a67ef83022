"""The tree of units. Every change of its shape goes through here, one at a time."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.queries.calendar import places_changed
from quanfu.org import events
from quanfu.org.enums import ABOVE, UnitKind
from quanfu.org.models import Person, Unit
from quanfu.org.queries.unit import refuse_closed

if TYPE_CHECKING:
    from quanfu.core.models.calendar import WorkCalendar


def create_unit(
    *, parent: Unit | None, code: str, name: str, kind: str, by: Actor, name_en: str = "", head: Person | None = None,
    calendar: "WorkCalendar | None" = None, opened_on: date | None = None,
    latitude: float | None = None, longitude: float | None = None,
) -> Unit:  # fmt: skip
    """A new unit at the end of its parent's. Refused when the kind does not belong there or the parent is closed."""
    with transaction.atomic():
        _hold_the_tree()
        parent = Unit.objects.get(pk=parent.pk) if parent else None
        if parent:
            refuse_closed(parent, today(), field="parent")
        _refuse_kind(kind, parent)
        _refuse_code(code)
        _refuse_half_a_place(latitude, longitude)
        columns: dict[str, Any] = {
            "code": code,
            "name": name,
            "name_en": name_en,
            "kind": kind,
            "head": head,
            "calendar": calendar,
            "opened_on": opened_on,
            "latitude": latitude,
            "longitude": longitude,
        }
        unit = Unit.objects.add_child(parent, columns) if parent else Unit.objects.add_root(columns)
        unit.company = (
            unit if parent is None or kind in (UnitKind.COMPANY, UnitKind.GROUP) else parent.company
        )
        unit.save(update_fields=["company"])
        _refuse_head(unit, head)
        if calendar:
            places_changed(Unit)
        emit(
            events.UNIT_CREATED,
            unit,
            by=by,
            data={"parent": parent.pk if parent else None, "kind": str(kind)},
        )
    return unit


def change_unit(
    *, unit: Unit, by: Actor, code: str, name: str, name_en: str, head: Person | None,
    calendar: "WorkCalendar | None", opened_on: date | None, latitude: float | None = None, longitude: float | None = None,
) -> Unit:  # fmt: skip
    """Change what a unit is called, who heads it and when it works. Its kind and place are not changed here."""
    with transaction.atomic():
        unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
        if code != unit.code:
            _refuse_code(code, other_than=unit.pk)
        _refuse_head(unit, head)
        _refuse_half_a_place(latitude, longitude)
        if opened_on and unit.closed_on and opened_on >= unit.closed_on:
            raise Refused(_("The unit would open after it closes."), field="opened_on")
        wanted = {
            "code": code,
            "name": name,
            "name_en": name_en,
            "head": head,
            "calendar": calendar,
            "opened_on": opened_on,
            "latitude": latitude,
            "longitude": longitude,
        }
        changes = {}
        for column, new in wanted.items():
            old = getattr(unit, column)
            if old != new:
                changes[column] = [_plain(old), _plain(new)]
                setattr(unit, column, new)
        if changes:
            unit.save(update_fields=list(changes))
            if "calendar" in changes:
                places_changed(Unit)
            emit(events.UNIT_CHANGED, unit, by=by, changes=changes)
    return unit


def move_unit(*, unit: Unit, parent: Unit, by: Actor) -> Unit:
    """Hang a unit with all below it under another one of the same company."""
    with transaction.atomic():
        _hold_the_tree()
        unit, parent = Unit.objects.get(pk=unit.pk), Unit.objects.get(pk=parent.pk)
        if parent == unit or parent.is_descendant_of(unit):
            raise Refused(_("A unit cannot stand below itself."), field="parent")
        _refuse_kind(unit.kind, parent)
        refuse_closed(parent, today(), field="parent")
        if parent.company_id != unit.company_id and unit.company_id != unit.pk:
            raise Refused(_("A unit with its requests and people stays in its company."), field="parent")
        old = Unit.objects.get_parent(unit)
        if old == parent:
            return unit
        Unit.objects.move(unit, parent, pos="last-child")
        unit = Unit.objects.get(pk=unit.pk)
        places_changed(Unit)
        emit(events.UNIT_MOVED, unit, by=by, changes={"parent": [_plain(old), _plain(parent)]})
    return unit


def close_unit(*, unit: Unit, on: date, by: Actor) -> Unit:
    """From that day on the unit takes no work (ORG-12). Refused while a unit below stays open longer."""
    with transaction.atomic():
        _hold_the_tree()
        unit = Unit.objects.get(pk=unit.pk)
        if unit.closed_on == on:
            raise AlreadyDone
        if unit.opened_on and on <= unit.opened_on:
            raise Refused(
                _("The unit opened on %(day)s; it can only close later.") % {"day": unit.opened_on},
                field="on",
            )
        open_below = [
            u for u in Unit.objects.get_descendants(unit) if u.closed_on is None or u.closed_on > on
        ]
        if open_below:
            raise Refused(
                _("First close what stands below: %(units)s.") % {"units": _names(open_below)}, field="on"
            )
        old, unit.closed_on = unit.closed_on, on
        unit.save(update_fields=["closed_on"])
        emit(events.UNIT_CLOSED, unit, by=by, changes={"closed_on": [_plain(old), on.isoformat()]})
    return unit


def reopen_unit(*, unit: Unit, by: Actor) -> Unit:
    """Take back a closing. Refused while the unit above is closed."""
    with transaction.atomic():
        _hold_the_tree()
        unit = Unit.objects.get(pk=unit.pk)
        if unit.closed_on is None:
            raise AlreadyDone
        above = Unit.objects.get_parent(unit)
        if above:
            refuse_closed(above, today(), field=None)
        old, unit.closed_on = unit.closed_on, None
        unit.save(update_fields=["closed_on"])
        emit(events.UNIT_CHANGED, unit, by=by, changes={"closed_on": [old.isoformat(), None]})
    return unit


def _hold_the_tree() -> None:
    """Two changes of the shape at once would give two units one path: the roots are locked, so that they queue."""
    list(Unit.objects.select_for_update().filter(depth=1).order_by("pk").values_list("pk"))


def _refuse_kind(kind: str, parent: Unit | None) -> None:
    if (UnitKind(parent.kind) if parent else None) in ABOVE[kind]:
        return
    if parent is None:
        raise Refused(_("At the top stands a group or a company."), field="kind")
    place = {"kind": UnitKind(kind).label, "above": UnitKind(parent.kind).label}
    raise Refused(
        _("A unit of kind %(kind)s cannot stand below one of kind %(above)s.") % place, field="kind"
    )


def _refuse_code(code: str, other_than: int | None = None) -> None:
    if Unit.objects.filter(code__iexact=code).exclude(pk=other_than).exists():
        raise Refused(_("This code is taken."), field="code")


def _refuse_half_a_place(latitude: float | None, longitude: float | None) -> None:
    if (latitude is None) != (longitude is None):
        raise Refused(_("Give both coordinates or none."), field="longitude")


def _refuse_head(unit: Unit, head: Person | None) -> None:
    """A head is active and belongs to the company, or to the group above it."""
    if head is None:
        return
    if not head.is_active:
        raise Refused(_("%(person)s has left.") % {"person": head.name}, field="head")
    if head.company_id != unit.company_id and not unit.path.startswith(head.unit.path):
        raise Refused(_("%(person)s belongs to another company.") % {"person": head.name}, field="head")


def _names(units: list[Unit]) -> str:
    return _(", ").join(unit.label for unit in units[:5]) + ("…" if len(units) > 5 else "")


def _plain(value: Any) -> Any:
    """As the journal keeps it: text instead of a row or a day."""
    return value if value is None or isinstance(value, str | float) else str(value)
