"""People: who works here, with which login."""

import re
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.org import events
from quanfu.org.models import Person, Unit
from quanfu.org.queries.grant import keepers_of_rights, missing_rights, reaches_of
from quanfu.org.queries.person import plain_phone
from quanfu.org.queries.unit import refuse_closed

LOGIN = re.compile(r"[\w.@+-]{2,60}")


def create_person(
    *, login: str, name: str, unit: Unit, by: Actor, password: str = "", number: str = "", phone: str = "", email: str = "",
    post: str = "", locale: str = "", employed_from: date | None = None, employed_to: date | None = None, capacity: int | None = None,
) -> Person:  # fmt: skip
    """Somebody new. The login is kept in lower case. Without a password nobody can log in as them yet."""
    login = login.strip().lower()
    with transaction.atomic():
        _refuse_login(login)
        refuse_closed(unit, today())
        person = Person(
            login=login, name=name.strip(), unit=unit, number=number, phone=plain_phone(phone), email=email.strip(), post=post,
            locale=locale, employed_from=employed_from or today(), employed_to=employed_to, capacity=capacity,
        )  # fmt: skip
        _refuse_dates(person)
        if password:
            _refuse_password(password, person)
        person.set_password(password or None)
        person.save()
        emit(events.PERSON_CREATED, person, by=by, data={"login": login, "unit": unit.pk})
    return person


def change_person(
    *, person: Person, by: Actor, login: str, name: str, unit: Unit, number: str, phone: str, email: str, post: str,
    employed_from: date | None, employed_to: date | None, capacity: int | None = None,
) -> Person:  # fmt: skip
    """Change who somebody is and where they sit. Their roles stay as they are, on the units they were given for."""
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
        login = login.strip().lower()
        if login != person.login:
            _refuse_login(login, other_than=person.pk)
        if unit.pk != person.unit_id:
            refuse_closed(unit, today())
        wanted = {
            "login": login, "name": name.strip(), "unit": unit, "number": number, "phone": plain_phone(phone), "email": email.strip(), "post": post,
            "employed_from": employed_from, "employed_to": employed_to, "capacity": capacity,
        }  # fmt: skip
        changes: dict[str, list[Any]] = {}
        for column, new in wanted.items():
            old = getattr(person, column)
            if old != new:
                changes[column] = [None if old is None else str(old), None if new is None else str(new)]
                setattr(person, column, new)
        _refuse_dates(person)
        if changes:
            person.save(update_fields=list(changes))
            emit(events.PERSON_CHANGED, person, by=by, changes=changes)
    return person


def change_own_details(*, phone: str, email: str, by: Person) -> Person:
    """One's own phone and mail."""
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).get(pk=by.pk)
        wanted = {"phone": plain_phone(phone), "email": email.strip()}
        changes = {
            column: [getattr(person, column), new]
            for column, new in wanted.items()
            if getattr(person, column) != new
        }
        if changes:
            Person.objects.filter(pk=person.pk).update(**wanted)
            emit(events.PERSON_CHANGED, person, by=by, changes=changes)
    return person


def deactivate_person(*, person: Person, by: Actor, on: date | None = None) -> None:
    """They have left: no login any more, every session ends at once. What they did stays theirs.

    Refused for oneself and for the last one who can give rights. Their open work is not passed on here.
    """
    if by.person and by.person.pk == person.pk:
        raise Refused(_("You cannot close your own account."))
    with transaction.atomic():
        if not keepers_of_rights(other_than=person):
            raise Refused(_("%(person)s is the last one who can give rights.") % {"person": person.name})
        last = on or today()
        left = Person.objects.filter(pk=person.pk, is_active=True).update(
            is_active=False, employed_to=last, session_epoch=F("session_epoch") + 1
        )
        if not left:
            raise AlreadyDone
        emit(
            events.PERSON_DEACTIVATED,
            person,
            by=by,
            changes={"is_active": [True, False]},
            data={"on": last.isoformat()},
        )


def activate_person(*, person: Person, by: Actor) -> None:
    """They are back, with the login, the password and the roles they had."""
    with transaction.atomic():
        refuse_closed(person.unit, today(), field=None)
        if not Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True, employed_to=None):
            raise AlreadyDone
        emit(events.PERSON_ACTIVATED, person, by=by, changes={"is_active": [False, True]})


def set_password(*, person: Person, password: str, by: Actor) -> None:
    """A new password; every session of the person ends. Refused with all that is wrong with the password.

    Nobody but themselves sets it for somebody who may do more: it would be a way to their rights.
    """
    if (
        by.person
        and by.person.pk != person.pk
        and any(missing_rights(by.person, *reach) for reach in reaches_of(person))
    ):
        raise Refused(
            _("%(person)s may do more than you: somebody with their rights must do this.")
            % {"person": person.name}
        )
    _refuse_password(password, person)
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        emit(events.PERSON_PASSWORD_CHANGED, person, by=by)


def end_sessions(*, person: Person, by: Actor) -> None:
    """Sign the person out everywhere."""
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
        emit(events.PERSON_SESSIONS_ENDED, person, by=by)


def set_appearance(
    *, by: Person, theme: str | None = None, locale: str | None = None, density: str | None = None
) -> None:
    """Keep one's language, theme or density of lists. Not journalled: it concerns nobody else."""
    given = {"theme": theme, "locale": locale, "density": density}
    chosen = {name: value for name, value in given.items() if value is not None}
    if chosen:
        Person.objects.filter(pk=by.pk).update(**chosen)


def _refuse_password(password: str, person: Person) -> None:
    """Raises Refused(field="password") with every rule that the password breaks."""
    try:
        validate_password(password, person)
    except ValidationError as broken:
        raise Refused(" ".join(broken.messages), field="password") from None


def _refuse_login(login: str, other_than: int | None = None) -> None:
    if not LOGIN.fullmatch(login):
        raise Refused(_("2 to 60 letters, digits and . @ + - _ without blanks."), field="login")
    same = Q(login__iexact=login) | Q(phone=login) | Q(email__iexact=login)
    if Person.objects.filter(same).exclude(pk=other_than or 0).exists():
        raise Refused(_("This login name is taken."), field="login")


def _refuse_dates(person: Person) -> None:
    if person.employed_from and person.employed_to and person.employed_to < person.employed_from:
        raise Refused(_("The last day lies before the first."), field="employed_to")
