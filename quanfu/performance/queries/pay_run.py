"""Who is paid what in a month, and why somebody cannot be paid yet."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet, Sum

from quanfu.core.errors import Http404
from quanfu.core.money import Money
from quanfu.performance.enums import SheetState
from quanfu.performance.models import PayLine, PayRun, Salary, Sheet
from quanfu.performance.queries.company import whole_companies
from quanfu.performance.queries.pay import Pay, pay_for
from quanfu.performance.queries.period import Period
from quanfu.performance.queries.salary import salaries_on
from quanfu.performance.queries.sheet import sheets_covering
from quanfu.performance.queries.weights import base_share_on

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit


@dataclass(frozen=True)
class Candidate:
    """Somebody with a salary in force at the month's end. ``pay`` is None while their sheet is not closed."""

    salary: Salary
    sheet: Sheet | None
    pay: Pay | None

    @property
    def person(self) -> "Person":
        return self.salary.person

    @property
    def is_ready(self) -> bool:
        return self.pay is not None


def candidates(company: "Unit", period: Period) -> list[Candidate]:
    """Everybody to be paid for the month, with the sheet that covers it (PER-6). Two queries."""
    share = base_share_on(period.ends_on, company.pk)
    sheets = sheets_covering(company.pk, period.starts_on, period.ends_on)
    found = []
    for salary in salaries_on(period.ends_on, company.pk):
        if not salary.is_rated:
            found.append(Candidate(salary, None, pay_for(salary.total, share, None)))
            continue
        sheet = sheets.get(salary.person_id)
        closed = sheet is not None and sheet.state == SheetState.CLOSED
        found.append(
            Candidate(salary, sheet, pay_for(salary.total, share, sheet.score) if sheet and closed else None)
        )
    return found


def pay_runs_for(by: "Person", permission: str) -> QuerySet[PayRun]:
    """The runs of companies in reach as a whole, with ``people`` and ``paid`` (Money)."""
    runs = PayRun.objects.filter(company__in=[company.pk for company in whole_companies(by, permission)])
    return runs.select_related("company", "by").annotate(people=Count("lines"), paid=Sum("lines__sum"))


def access_pay_run(pk: int, *, by: "Person", permission: str) -> PayRun:
    found = pay_runs_for(by, permission).filter(pk=pk).first()
    if found is None:
        raise Http404("performance.PayRun")
    return found


def lines_of(run: PayRun) -> QuerySet[PayLine]:
    """The run's lines with person and unit, by staff number."""
    return run.lines.select_related("person__unit").order_by("person__number", "person__name", "pk")


def totals_of(run: PayRun) -> dict[str, Money]:
    """Sums over all lines: total, base, part, performance_pay, sum. One query."""
    names = ("total", "base", "part", "performance_pay", "sum")
    found = run.lines.aggregate(**{f"all_{name}": Sum(name) for name in names})
    return {name: found[f"all_{name}"] or Money(0) for name in names}


def own_lines(by: "Person") -> QuerySet[PayLine]:
    """A person's own pay, newest month first."""
    return PayLine.objects.filter(person=by).select_related("run", "sheet").order_by("-run__starts_on", "-pk")


def access_pay_line(pk: int, *, by: "Person", permission: str) -> PayLine:
    """One's own line, or one of somebody whom the permission reaches; Http404 alike otherwise."""
    scope = by.scope(permission)
    reach = Q(person=by) | Q(run__company__in=scope.companies) | Q(person__unit__in=scope.units)
    lines = PayLine.objects.filter(reach, pk=pk)
    found = lines.select_related(
        "run__company", "person__unit", "sheet__person", "sheet__unit", "sheet__company"
    ).first()
    if found is None:
        raise Http404("performance.PayLine")
    return found


def last_paid(company_id: int) -> PayRun | None:
    return PayRun.objects.filter(company=company_id).order_by("-ends_on").first()
