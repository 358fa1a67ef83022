"""Who works when: duties, also many at once by a pattern, and absences."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.rules import rule
from quanfu.org import events
from quanfu.org.models import Absence, Duty, Person
from quanfu.org.queries.roster import span
from quanfu.org.queries.unit import refuse_closed


def plan_duties(
    *, people: Iterable[Person], days: Iterable[date], starts: time, ends: time, by: Actor
) -> list[Duty]:
    """One duty for each of the people on each of the days; what would overlap a duty that exists is left out.

    Times are of the company's zone; an end not after the start is on the next day. Answers the duties added.
    """
    people, days = list(people), sorted(set(days))
    if not people:
        raise Refused(_("Choose somebody."), field="people")
    if not days:
        raise Refused(_("No day of the period is chosen."), field="days")
    most = int(rule("org.roster_most_days"))
    if (days[-1] - days[0]).days >= most:
        raise Refused(_("At most %(days)s days at once.") % {"days": most}, field="last")
    for person in people:
        refuse_closed(person.unit, days[0], field="people")
        if not person.is_active:
            raise Refused(_("%(person)s has left.") % {"person": person.name}, field="people")
    spans = [span(day, starts, ends) for day in days]
    with transaction.atomic():
        list(
            Person.objects.select_for_update()
            .filter(pk__in=[p.pk for p in people])
            .order_by("pk")
            .values_list("pk")
        )
        taken: dict[int, list[tuple[datetime, datetime]]] = {}
        known = Duty.objects.filter(person__in=people, end__gt=spans[0][0], start__lt=spans[-1][1])
        for pk, start, end in known.values_list("person_id", "start", "end"):
            taken.setdefault(pk, []).append((start, end))
        wanted = [
            Duty(person=person, start=start, end=end)
            for person in people
            for start, end in spans
            if not any(start < e and s < end for s, e in taken.get(person.pk, ()))
        ]
        duties = Duty.objects.bulk_create(wanted)
        for person in people:
            mine = [duty for duty in duties if duty.person_id == person.pk]
            if mine:
                told = {
                    "first": mine[0].start.isoformat(),
                    "last": mine[-1].end.isoformat(),
                    "count": len(mine),
                }
                emit(events.DUTY_PLANNED, person, by=by, data=told)
    return duties


def delete_duty(*, duty: Duty, by: Actor) -> None:
    with transaction.atomic():
        told = {"start": duty.start.isoformat(), "end": duty.end.isoformat()}
        if not Duty.objects.filter(pk=duty.pk).delete()[0]:
            raise AlreadyDone
        emit(events.DUTY_DELETED, duty.person, by=by, data=told)


def create_absence(
    *,
    person: Person,
    start: datetime,
    end: datetime,
    reason: str,
    by: Actor,
    substitute: Person | None = None,
) -> Absence:
    """Somebody is away from ``start`` to ``end``. Absences of one person do not overlap; the substitute is there."""
    if end <= start:
        raise Refused(_("The end lies before the beginning."), field="end")
    if substitute is not None:
        if substitute.pk == person.pk:
            raise Refused(_("Somebody else must stand in."), field="substitute")
        if not substitute.is_active or substitute.company_id != person.company_id:
            raise Refused(_("%(person)s cannot stand in.") % {"person": substitute.name}, field="substitute")
    with transaction.atomic():
        ids = [one.pk for one in (person, substitute) if one]
        list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
        clash = Absence.objects.filter(start__lt=end, end__gt=start)
        if clash.filter(person=person).exists():
            raise Refused(_("%(person)s is already absent then.") % {"person": person.name}, field="start")
        if substitute is not None and clash.filter(person=substitute).exists():
            raise Refused(
                _("%(person)s is absent then too.") % {"person": substitute.name}, field="substitute"
            )
        absence = Absence.objects.create(
            person=person, start=start, end=end, reason=reason, substitute=substitute
        )
        told = {
            "start": start.isoformat(),
            "end": end.isoformat(),
            "substitute": substitute.pk if substitute else None,
            "absence": absence.pk,
        }
        emit(events.ABSENCE_CREATED, person, by=by, data=told)
    return absence


def delete_absence(*, absence: Absence, by: Actor) -> None:
    with transaction.atomic():
        told = {"start": absence.start.isoformat(), "end": absence.end.isoformat(), "reason": absence.reason}
        if not Absence.objects.filter(pk=absence.pk).delete()[0]:
            raise AlreadyDone
        emit(events.ABSENCE_DELETED, absence.person, by=by, data=told)
