"""Who works when: duty and absence at one instant, and the grid of a week."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404

from quanfu.core.clock import now
from quanfu.org.models import Absence, Duty, Person
from quanfu.org.queries.person import visible_to


def on_duty(person_ids: Collection[int], at: datetime) -> frozenset[int] | None:
    """Those of the people who are on duty; None where none of them has any duty planned around that time.

    "Around" is three days before and after: units that keep no roster are not thereby off duty for ever.
    """
    found = frozenset(
        Duty.objects.filter(person__in=person_ids, start__lte=at, end__gt=at).values_list(
            "person_id", flat=True
        )
    )
    if found:
        return found
    return frozenset() if _keeps_roster(person_ids, at) else None


def roster_at(person_ids: Collection[int], at: datetime) -> tuple[frozenset[int], frozenset[int]]:
    """(people on duty, units that keep a roster around that time): who is in neither is judged by no roster. Two queries."""
    near = timedelta(days=3)
    duties = Duty.objects.filter(person__in=person_ids)
    on = duties.filter(start__lte=at, end__gt=at).values_list("person_id", flat=True)
    units = duties.filter(end__gt=at - near, start__lt=at + near).values_list("person__unit_id", flat=True)
    return frozenset(on), frozenset(units.distinct())


def shift_of(person: Person, at: datetime) -> datetime | None:
    """When the duty began that the person has now or ended last within a day; None without one."""
    duties = Duty.objects.filter(person=person.pk, start__lte=at, end__gt=at - timedelta(days=1))
    return duties.order_by("-start").values_list("start", flat=True).first()


def _keeps_roster(person_ids: Collection[int], at: datetime) -> bool:
    near = timedelta(days=3)
    return Duty.objects.filter(person__in=person_ids, end__gt=at - near, start__lt=at + near).exists()


def absent(person_ids: Collection[int], at: datetime) -> dict[int, int | None]:
    """Those of the people who are away, each with the id of the substitute or None."""
    rows = Absence.objects.filter(person__in=person_ids, start__lte=at, end__gt=at).order_by("start")
    return dict(rows.values_list("person_id", "substitute_id"))


def span(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """The instants of a shift that begins on the day, in the company's zone."""
    zone = ZoneInfo(settings.TIME_ZONE)
    end_day = day if ends > starts else day + timedelta(days=1)
    return datetime.combine(day, starts, zone), datetime.combine(end_day, ends, zone)


@dataclass
class Day:
    """One person on one day."""

    day: date
    duties: list[Duty] = field(default_factory=list)
    absence: Absence | None = None


def week_of(people: Iterable[Person], monday: date) -> list[tuple[Person, list[Day]]]:
    """Each person with seven days; a duty stands on the day it begins, an absence on every day it touches. Three
    queries."""
    people = list(people)
    zone = ZoneInfo(settings.TIME_ZONE)
    days = [monday + timedelta(days=n) for n in range(7)]
    first, last = (datetime.combine(day, time.min, zone) for day in (monday, monday + timedelta(days=7)))
    grid = {person.pk: {day: Day(day) for day in days} for person in people}
    for duty in Duty.objects.filter(person__in=people, start__gte=first, start__lt=last).order_by("start"):
        grid[duty.person_id][duty.start.astimezone(zone).date()].duties.append(duty)
    away = Absence.objects.filter(person__in=people, end__gt=first, start__lt=last).select_related(
        "substitute"
    )
    for absence in away:
        for day in days:
            begins = datetime.combine(day, time.min, zone)
            if absence.start < begins + timedelta(days=1) and absence.end > begins:
                grid[absence.person_id][day].absence = absence
    return [(person, list(grid[person.pk].values())) for person in people]


def duties_of(person: Person) -> QuerySet[Duty]:
    """The duties of a person that are not over, the next one first."""
    return Duty.objects.filter(person=person.pk, end__gt=now()).order_by("start")


def absences_of(person: Person) -> QuerySet[Absence]:
    """The absences of a person that are not over, the next one first."""
    return (
        Absence.objects.filter(person=person.pk, end__gt=now()).select_related("substitute").order_by("start")
    )


def absence_by_id(pk: int) -> Absence | None:
    """For a job that was told of it when it was entered."""
    return Absence.objects.select_related("person__unit", "substitute").filter(pk=pk).first()


def absences_for(by: Person, permission: str) -> QuerySet[Absence]:
    people = Person.objects.filter(visible_to(by, permission))
    return Absence.objects.filter(person__in=people).select_related("person", "substitute")


def access_duty(pk: int, *, by: Person, permission: str) -> Duty:
    """A duty of somebody in reach; Http404 alike for absent and forbidden."""
    people = Person.objects.filter(visible_to(by, permission))
    duty = Duty.objects.filter(pk=pk, person__in=people).select_related("person").first()
    if duty is None:
        raise Http404("org.Duty")
    return duty


def access_absence(pk: int, *, by: Person, permission: str) -> Absence:
    """An absence of somebody in reach; Http404 alike for absent and forbidden."""
    absence = absences_for(by, permission).filter(pk=pk).first()
    if absence is None:
        raise Http404("org.Absence")
    return absence
