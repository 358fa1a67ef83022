"""Making the pay of a month, and setting salaries."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now, today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.money import Money
from quanfu.performance import events
from quanfu.performance.enums import PeriodKind
from quanfu.performance.models import PayLine, PayRun, Salary
from quanfu.performance.queries.pay_run import candidates, last_paid
from quanfu.performance.queries.period import Period
from quanfu.performance.queries.weights import base_share_on

if TYPE_CHECKING:
    from quanfu.org.models import Person, Unit


def make_pay_run(*, company: "Unit", period: Period, by: Actor) -> PayRun:
    """Compute the pay of everybody with a salary, from the month's closed sheets (PER-1, PER-4, PER-6).

    Made once: AlreadyDone the second time. Refused for a month that has not ended, and while somebody paid by
    appraisal has no closed sheet; the message names them. Shares of months (joined or left in the middle) are not cut.
    """
    if period.kind != PeriodKind.MONTH:
        raise Refused(_("Pay is made by month."), field="period")
    if period.ends_on >= today():
        raise Refused(_("%(period)s has not ended.") % {"period": period.label}, field="period")
    if PayRun.objects.filter(company=company, period=period.key).exists():
        raise _made(period)
    found = candidates(company, period)
    if not found:
        raise Refused(_("Nobody has a salary in %(period)s.") % {"period": period.label}, field="period")
    if waiting := [c.person.name for c in found if not c.is_ready]:
        raise Refused(_("Without a closed sheet for %(period)s: %(people)s.") % {"period": period.label, "people": ", ".join(waiting)}, field="period")  # fmt: skip
    with transaction.atomic():
        try:
            with transaction.atomic():
                run = PayRun.objects.create(
                    company=company, period=period.key, starts_on=period.starts_on, ends_on=period.ends_on,
                    base_share=str(base_share_on(period.ends_on, company.pk)), at=now(), by=by.person,
                )  # fmt: skip
        except IntegrityError:
            raise _made(period) from None
        lines = [
            PayLine(
                run=run, person=c.person, sheet=c.sheet, score=c.sheet.score if c.sheet else None, total=c.pay.total,
                base=c.pay.base, part=c.pay.part, performance_pay=c.pay.performance_pay, sum=c.pay.sum,
            )
            for c in found
            if c.pay
        ]  # fmt: skip
        PayLine.objects.bulk_create(lines)
        emit(events.PAY_RUN_MADE, run, by=by, data={
            "period": period.key, "company": company.pk, "people": len(lines), "fen": sum(line.sum.fen for line in lines),
        })  # fmt: skip
    return run


def _made(period: Period) -> AlreadyDone:
    return AlreadyDone(_("The pay of %(period)s is made already.") % {"period": period.label})


def set_salary(*, person: "Person", total: Money, since: date, by: Actor, is_rated: bool = True) -> Salary:
    """What the person earns from that day on. Refused inside a month that is paid, and for a negative amount.

    The salary in force on the last day of a month counts for the whole month.
    """
    if total < Money(0):
        raise Refused(_("A salary is not negative."), field="total")
    paid = last_paid(person.company_id)
    if paid and since <= paid.ends_on:
        raise Refused(
            _("%(period)s is paid; give a later day.") % {"period": Period.parse(paid.period).label},
            field="since",
        )
    with transaction.atomic():
        old = Salary.objects.filter(person=person, since__lte=since).order_by("-since").first()
        salary, _made_new = Salary.objects.update_or_create(
            person=person, since=since, defaults={"total": total, "is_rated": is_rated}
        )
        emit(events.SALARY_SET, salary, by=by,
             changes={"total": [str(old.total) if old else None, str(total)], "is_rated": [old.is_rated if old else None, is_rated]},
             data={"person": person.pk, "since": since.isoformat()})  # fmt: skip
    return salary
