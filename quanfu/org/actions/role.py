"""Roles: the ones that come with the product, and those that a company makes."""

import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.org import events
from quanfu.org.models import Role
from quanfu.org.queries.grant import units_of_grant

PATTERN = re.compile(r"[a-z0-9_*]+(\.[a-z0-9_*]+){0,2}")


def install_role(*, code: str, by: Actor, **columns: Any) -> Role:
    """Create the role of the product's table, or bring it up to the table unless people have changed it."""
    with transaction.atomic():
        role = Role.objects.filter(code=code).first()
        if role is None:
            role = Role.objects.create(code=code, **columns)
            emit(events.ROLE_SAVED, role, by=by, changes={"permissions": [[], role.permissions]})
            return role
        changes = {
            name: [getattr(role, name), new] for name, new in columns.items() if getattr(role, name) != new
        }
        if changes and not role.customised:
            for name, (_old, new) in changes.items():
                setattr(role, name, new)
            role.save(update_fields=list(changes))
            emit(events.ROLE_SAVED, role, by=by, changes=changes)
        return role


def save_role(
    *, role: Role | None, by: Actor, name: str, permissions: list[str], start: str, rank: int, reach: str,
    code: str = "", name_en: str = "",
) -> Role:  # fmt: skip
    """Make a role (None) or change one. A role of the product that is changed stays as it is with new versions.

    What is added must be held by ``by`` wherever the role is held, and the role's holders must be within their reach.
    """
    broken = [pattern for pattern in permissions if not PATTERN.fullmatch(pattern)]
    if broken:
        raise Refused(
            _("Not a right: %(patterns)s") % {"patterns": ", ".join(broken[:3])}, field="permissions"
        )
    with transaction.atomic():
        if role is None:
            if Role.objects.filter(code=code).exists():
                raise Refused(_("This code is taken."), field="code")
            role, old = Role(code=code, customised=True), []
        else:
            role = Role.objects.select_for_update().get(pk=role.pk)
            old = role.permissions
        rights = sorted(set(permissions))
        wanted = {
            "name": name,
            "name_en": name_en,
            "permissions": rights,
            "start": start,
            "rank": rank,
            "reach": reach,
        }
        changes = {c: [getattr(role, c), new] for c, new in wanted.items() if getattr(role, c) != new}
        if role.pk and set(old) == set(rights):
            changes.pop("permissions", None)
        if role.pk and not changes:
            return role
        _refuse_beyond(by, role, added=set(rights) - set(old))
        for column, (_old, new) in changes.items():
            setattr(role, column, new)
        role.customised = True
        role.save()
        emit(events.ROLE_SAVED, role, by=by, changes=changes)
    return role


def delete_role(*, role: Role, by: Actor) -> None:
    """Remove a role of the company's own. Refused for those of the product and while anybody holds it."""
    with transaction.atomic():
        if not role.code.startswith("own-"):
            raise Refused(_("The roles that come with the product stay; take rights out of them instead."))
        if role.grants.exists():
            raise Refused(_("Somebody still holds this role."))
        emit(events.ROLE_DELETED, role, by=by, changes={"permissions": [role.permissions, []]})
        role.delete()


def _refuse_beyond(by: Actor, role: Role, *, added: set[str]) -> None:
    """Every holder must be in reach of ``by``'s right to change roles, and ``by`` must hold what is added that far."""
    if by.person is None:
        return
    held = list(role.grants.select_related("unit")) if role.pk else []
    places = {place for grant in held for place in units_of_grant(grant.unit, grant.reach)}
    for pattern in ["org.role.update", *sorted(added)]:
        scope = by.person.scope(pattern)
        if not scope or not all(scope.covers(unit_id=unit, company_id=company) for unit, company in places):
            raise Refused(
                _("You do not hold this right wherever the role is held: %(right)s") % {"right": pattern},
                field="permissions",
            )
