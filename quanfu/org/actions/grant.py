"""Who holds which role. Nobody gives more than they hold, or farther than they reach."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.org import events
from quanfu.org.enums import Reach
from quanfu.org.models import Grant, Person, Role, Unit
from quanfu.org.queries.grant import keepers_of_rights, missing_rights
from quanfu.org.queries.unit import refuse_closed


def grant_role(*, person: Person, role: Role, unit: Unit, reach: str, by: Actor) -> Grant:
    """Give the person a role for a unit. The product's own acts (demo, createadmin) have by.person None and may all."""
    _refuse_beyond(by, role, unit, reach)
    if not person.is_active:
        raise Refused(_("%(person)s has left.") % {"person": person.name})
    refuse_closed(unit, today())
    with transaction.atomic():
        try:
            with transaction.atomic():
                grant = Grant.objects.create(person=person, role=role, unit=unit, reach=reach)
        except IntegrityError:
            raise Refused(
                _("%(person)s has this role for this unit already.") % {"person": person.name}, field="role"
            ) from None
        emit(
            events.GRANT_CREATED, person, by=by, changes={"grant": [None, _told(grant)]},
            data={"grant": grant.pk, "role": role.code, "unit": unit.pk, "reach": str(reach)},
        )  # fmt: skip
    return grant


def end_grant(*, grant: Grant, by: Actor) -> None:
    """Take a role away. Refused beyond one's own reach, and for the last one who can give rights."""
    _refuse_beyond(by, grant.role, grant.unit, grant.reach)
    with transaction.atomic():
        if not keepers_of_rights(without=grant):
            raise Refused(
                _("%(person)s is the last one who can give rights.") % {"person": grant.person.name}
            )
        told = _told(grant)
        if not Grant.objects.filter(pk=grant.pk).delete()[0]:
            raise AlreadyDone
        emit(
            events.GRANT_ENDED,
            grant.person,
            by=by,
            changes={"grant": [told, None]},
            data={"role": grant.role.code},
        )


def _refuse_beyond(by: Actor, role: Role, unit: Unit, reach: str) -> None:
    if by.person is None:
        return
    missing = missing_rights(by.person, role, unit, reach)
    if missing:
        text = _(
            "You can only pass on rights that you hold for %(unit)s yourself; of this role you lack %(count)s."
        )
        raise Refused(text % {"unit": unit.label, "count": len(missing)}, field="role")


def _told(grant: Grant) -> str:
    return f"{grant.role.code} @ {grant.unit.code} ({Reach(grant.reach).value})"
