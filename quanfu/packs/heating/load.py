"""The demo from nothing to full: company, a year of requests, the last months' appraisal and pay."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.utils import timezone, translation

from quanfu.core import clock
from quanfu.core.actor import SYSTEM
from quanfu.core.errors import Refused
from quanfu.desk.actions.reassignment import ask_reassignment
from quanfu.desk.enums import State
from quanfu.desk.models import Request
from quanfu.org.models import Unit
from quanfu.packs.heating.callbacks import call_customers
from quanfu.packs.heating.chats import chat
from quanfu.packs.heating.company import COMPANY, PASSWORD, ROLE_LOGINS, Company, build
from quanfu.packs.heating.complaints import complain
from quanfu.packs.heating.contracts import sign_contracts
from quanfu.packs.heating.front import receive
from quanfu.packs.heating.history import write_history
from quanfu.packs.heating.inbox import equip_inbox
from quanfu.packs.heating.library import stock_library
from quanfu.packs.heating.limits import front_desk, keep_limits
from quanfu.packs.heating.mails import send_as_history, write_mails
from quanfu.packs.heating.messengers import write_by_messenger
from quanfu.packs.heating.stories import stories
from quanfu.packs.heating.telephone import answer_hotline
from quanfu.packs.heating.ways_in import open_ways_in
from quanfu.performance.actions.pay_run import make_pay_run
from quanfu.performance.actions.rating import give_ratings, waive_group
from quanfu.performance.actions.sheet import close_sheet, compute_sheet, open_sheets
from quanfu.performance.enums import PeriodKind
from quanfu.performance.models import RaterSeat, Sheet
from quanfu.performance.queries.period import Period

SEED = 20261121
Say = Callable[[str, int], None]


def is_loaded() -> bool:
    return Unit.objects.filter(code=COMPANY).exists()


def logins() -> list[tuple[str, str, str]]:
    """(role code, login, password) of one person for each role."""
    return [
        (role, login, PASSWORD)
        for login, _name, _unit, role, _post, _yuan in ROLE_LOGINS
        if login != "marketing"
    ]


def load(say: Say = lambda _what, _count: None, *, customers: int = 3000, days: int = 365) -> None:
    """Fill an empty database, in the language of the installation whoever loads it. say(what, count): 'company', 'requests'
    (as they come), 'appraisals'."""
    asked_in = translation.get_language()

    def said(what: str, count: int) -> None:
        with translation.override(asked_in):
            say(what, count)

    with translation.override(settings.LANGUAGE_CODE):
        _load(said, customers=customers, days=days)


def _load(say: Say, *, customers: int, days: int) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a story, not a secret
    end = timezone.localtime(clock.now())
    company = build(end.date(), chance, customers=customers)
    say("company", customers)
    start = (end - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
    front_desk(company, start)
    write_history(company, stories(start, end, customers, chance), end, lambda count: say("requests", count))
    _ask_for_changes(company)
    complain(company, end, chance)
    _appraise(company, end, chance)
    call_customers(company, end, random.Random(SEED))  # noqa: S311 - a story, not a secret
    receive(company, end)
    sign_contracts(company, end, random.Random(SEED))  # noqa: S311 - a story, not a secret
    equip_inbox(company)
    chat(company, end)
    stock_library(company)
    open_ways_in(company, end)
    answer_hotline(company, end, random.Random(SEED))  # noqa: S311 - a story, not a secret
    write_by_messenger(company, end)
    keep_limits(company, end)
    write_mails(company, end)
    send_as_history(company)
    say("appraisals", len(company.people))


def _ask_for_changes(company: Company) -> None:
    """Two engineers want to give work to a colleague; the manager has to decide."""
    handled = Request.objects.filter(
        company=company.unit, state=State.ORDERED, service_type__needs_order=True
    )
    reasons = ["该型号壁挂炉没有修过，请有经验的同事处理", "今天已排满，客户要求上午上门"]
    wishes = 0
    for request in handled.select_related(
        "responsible", "unit", "service_type", "field", "customer"
    ).order_by("-opened_at")[:30]:
        colleagues = [p for p in company.engineers.get(request.unit.code, []) if p != request.responsible]
        for taker in colleagues:
            try:
                ask_reassignment(request=request, taker=taker, reason=reasons[wishes], by=request.responsible)  # type: ignore[arg-type]  # being handled: somebody does
            except Refused:
                continue
            wishes += 1
            break
        if wishes == len(reasons):
            return


def _appraise(company: Company, end: datetime, chance: random.Random) -> None:
    """Two months ago: closed and paid. Last month: half of the raters have done theirs."""
    last = Period.of(PeriodKind.MONTH, end.date()).previous()
    for period, finish in ((last.previous(), True), (last, False)):
        with clock.at(_noon(period.ends_on + timedelta(days=1))):
            open_sheets(company=company.unit, period=period, by=SYSTEM)
            _rate(period, chance, share=1.0 if finish else 0.5)
        if finish:
            with clock.at(_noon(period.ends_on + timedelta(days=4))):
                _settle(company, period)
                make_pay_run(company=company.unit, period=period, by=company.people["finance"])


def _settle(company: Company, period: Period) -> None:
    """Compute and close; a group in which nobody can rate (the only person of a unit has no peers) is waived."""
    head = company.people["head"]
    sheets = Sheet.objects.filter(company=company.unit, period=period.key).select_related(
        "person__unit", "company"
    )
    for sheet in sheets.prefetch_related("lines", "seats"):
        seated = {seat.group for seat in sheet.seats.all()}
        for line in sheet.lines.all():
            if line.group not in seated:
                points = (line.maximum * Decimal("0.9")).quantize(Decimal("0.1"))
                waive_group(
                    sheet=sheet, group=line.group, reason="该岗位没有此类评分人", points=points, by=head
                )
        close_sheet(sheet=compute_sheet(sheet=Sheet.objects.get(pk=sheet.pk), by=head), by=head)


def _noon(day: object) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"{day}T12:00:00"))


def _rate(period: Period, chance: random.Random, *, share: float) -> None:
    seats = (
        RaterSeat.objects.filter(sheet__period=period.key)
        .select_related("sheet", "rater")
        .order_by("rater", "pk")
    )
    maxima = {
        (line.sheet_id, line.group): line.maximum
        for s in {seat.sheet for seat in seats}
        for line in s.lines.all()
    }
    by_rater: dict[int, list[RaterSeat]] = {}
    for seat in seats:
        by_rater.setdefault(seat.rater_id, []).append(seat)
    for mine in by_rater.values():
        if chance.random() > share:
            continue
        given = [(seat, _points(maxima[seat.sheet_id, seat.group], chance), "") for seat in mine]
        give_ratings(given=given, by=mine[0].rater)


def _points(maximum: Decimal, chance: random.Random) -> Decimal:
    return (maximum * Decimal(str(round(min(1.0, max(0.6, chance.gauss(0.9, 0.06))), 2)))).quantize(
        Decimal("0.1")
    )
