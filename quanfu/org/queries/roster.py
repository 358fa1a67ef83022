"""Who works when: duty and absence at one instant, and the grid of a week."""

from collections.abc import Collection
from datetime import datetime

from quanfu.org.models import Absence, Duty


def on_duty(person_ids: Collection[int], at: datetime) -> frozenset[int] | None:
    """Those of the people who are on duty; None where none of them has any duty planned around that time.

    "Around" is three days before and after: units that keep no roster are not thereby off duty for ever.
    """
    found = frozenset(
        Duty.objects.filter(person__in=person_ids, start__lte=at, end__gt=at).values_list("person_id", flat=True)
    )
    if found:
        return found
    return frozenset() if _keeps_roster(person_ids, at) else None


def _keeps_roster(person_ids: Collection[int], at: datetime) -> bool:
    from datetime import timedelta

    near = timedelta(days=3)
    return Duty.objects.filter(person__in=person_ids, end__gt=at - near, start__lt=at + near).exists()


def absent(person_ids: Collection[int], at: datetime) -> dict[int, int | None]:
    """Those of the people who are away, each with the id of the substitute or None."""
    rows = Absence.objects.filter(person__in=person_ids, start__lte=at, end__gt=at).order_by("start")
    return dict(rows.values_list("person_id", "substitute_id"))
