"""Specialists tied to marketing groups (ASG-12)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.org import events
from quanfu.org.models import Person, Tie, Unit
from quanfu.org.queries.unit import refuse_closed


def tie_specialist(*, group: Unit, specialist: Person, by: Actor, since: date | None = None) -> Tie:
    """What is opened for the group goes to this specialist from now on; an earlier tie of the group ends."""
    refuse_closed(group, today(), field="group")
    if not specialist.is_active:
        raise Refused(_("%(person)s has left.") % {"person": specialist.name}, field="specialist")
    if specialist.company_id != group.company_id:
        raise Refused(
            _("%(person)s belongs to another company.") % {"person": specialist.name}, field="specialist"
        )
    with transaction.atomic():
        old = Tie.objects.select_for_update().filter(group=group).select_related("specialist").first()
        tie, _made = Tie.objects.update_or_create(
            group=group, defaults={"specialist": specialist, "since": since or today()}
        )
        changes = {"specialist": [old.specialist.name if old else None, specialist.name]}
        emit(events.TIE_SAVED, group, by=by, changes=changes, data={"specialist": specialist.pk})
    return tie


def end_tie(*, tie: Tie, by: Actor) -> None:
    with transaction.atomic():
        if not Tie.objects.filter(pk=tie.pk).delete()[0]:
            raise AlreadyDone
        emit(events.TIE_ENDED, tie.group, by=by, changes={"specialist": [tie.specialist.name, None]})
