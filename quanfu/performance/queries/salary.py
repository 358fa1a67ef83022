"""What people earn on a day."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from quanfu.core.clock import today
from quanfu.performance.models import Salary

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit


def salaries_on(day: date, company_id: int) -> list[Salary]:
    """The salary in force on that day, one for each person employed in its month, by staff number. One query."""
    rows = (
        Salary.objects.filter(since__lte=day, person__unit__company=company_id)
        .filter(Q(person__employed_to=None) | Q(person__employed_to__gte=day.replace(day=1)))
        .filter(Q(person__employed_from=None) | Q(person__employed_from__lte=day))
        .select_related("person__unit")
        .order_by("person__number", "person__name", "person", "-since")
    )
    latest: dict[int, Salary] = {}
    for salary in rows:
        latest.setdefault(salary.person_id, salary)
    return list(latest.values())


def paying_companies() -> list[int]:
    """Ids of the companies in which somebody is paid by appraisal."""
    rows = Salary.objects.filter(is_rated=True, person__is_active=True)
    return list(rows.order_by().values_list("person__unit__company", flat=True).distinct())


def paying_company(pk: int) -> "Unit | None":
    """The company, if it pays anybody."""
    salary = Salary.objects.filter(person__unit__company=pk).select_related("person__unit__company").first()
    return salary.person.unit.company if salary else None


def salaries_for(by: "Person", permission: str) -> QuerySet[Salary]:
    """The salary rows of the people in reach, with ``is_superseded``: a later one is in force today."""
    scope = by.scope(permission)
    reach = Q(person__unit__company__in=scope.companies) | Q(person__unit__in=scope.units)
    later = Salary.objects.filter(person=OuterRef("person"), since__gt=OuterRef("since"), since__lte=today())
    return Salary.objects.filter(reach).select_related("person__unit").annotate(is_superseded=Exists(later))
