"""The catalogue of places where service fails."""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.desk import events
from quanfu.desk.models import FailurePoint


def save_failure_point(*, instance: FailurePoint | None, by: Actor, **columns: Any) -> FailurePoint:
    """Make or change one, in the company of the one who acts. Refused for a code that is taken."""
    company_id: Any = instance.company_id if instance and instance.pk else by.person and by.person.company_id
    twins = FailurePoint.objects.filter(company_id=company_id, code=columns["code"])
    if (twins.exclude(pk=instance.pk) if instance and instance.pk else twins).exists():
        raise Refused(_("This code is taken."), field="code")
    with transaction.atomic():
        point = instance or FailurePoint()
        point.company_id = company_id
        for name, value in columns.items():
            setattr(point, name, value)
        point.save()
        emit(events.FAILURE_POINT_SAVED, point, by=by)
    return point


def delete_failure_point(*, instance: FailurePoint, by: Actor) -> None:
    """Remove one that nobody has named yet."""
    with transaction.atomic():
        emit(events.FAILURE_POINT_DELETED, instance, by=by, changes={"code": [instance.code, None]})
        try:
            instance.delete()
        except ProtectedError:
            raise Refused(_("It has been used; take it out of use instead.")) from None
