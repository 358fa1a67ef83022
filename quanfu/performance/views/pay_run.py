from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.clock import today
from quanfu.core.errors import Refused
from quanfu.performance import permissions
from quanfu.performance.actions.pay_run import make_pay_run
from quanfu.performance.enums import PeriodKind
from quanfu.performance.forms.pay import PayRunForm
from quanfu.performance.queries.company import choose_company, whole_companies
from quanfu.performance.queries.pay_run import access_pay_run, candidates, lines_of, pay_runs_for, totals_of
from quanfu.performance.queries.period import Period
from quanfu.ui.download import download
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

RUNS = (
    Column(gettext_lazy("Month of pay"), sort="period"), Column(gettext_lazy("Company"), quiet=True),
    Column(gettext_lazy("Number of people"), align="end"), Column(gettext_lazy("Sum"), align="end"),
    Column(gettext_lazy("Made"), sort="at", quiet=True),
)  # fmt: skip
LINES = (
    Column(gettext_lazy("Employee"), sort="person__name"), Column(gettext_lazy("Unit"), sort="person__unit__path", quiet=True),
    Column(gettext_lazy("Total pay"), sort="total", align="end"), Column(gettext_lazy("Base pay"), align="end", quiet=True),
    Column(gettext_lazy("Performance part"), align="end", quiet=True), Column(gettext_lazy("Total score"), sort="score", align="end"),
    Column(gettext_lazy("Performance pay"), sort="performance_pay", align="end"), Column(gettext_lazy("Sum"), sort="sum", align="end"),
)  # fmt: skip


@page(permissions.PAY_RUN_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    found = listing(
        request, pay_runs_for(request.user, permissions.PAY_RUN_INDEX), columns=RUNS, order=["-period", "-pk"]
    )
    last = Period.of(PeriodKind.MONTH, today()).previous()
    may_create = request.user.may(permissions.PAY_RUN_CREATE)
    due = may_create and not any(run.period == last.key for run in found.rows)
    return answer(request, {"listing": found, "last": last, "is_due": due, "may_create": may_create})


@page(permissions.PAY_RUN_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """What would be paid, who is still missing, and the button that makes it."""
    companies = whole_companies(request.user, permissions.PAY_RUN_CREATE)
    asked = request.POST or request.GET
    company = choose_company(companies, asked.get("company"), request.user)
    if company is None:
        raise Refused(_("Pay is made for whole companies."))
    periods = Period.of(PeriodKind.MONTH, today()).previous().last(13)[::-1]
    form = PayRunForm(
        request.POST or None,
        companies=companies,
        periods=periods,
        initial={"period": asked.get("period"), "company": company.pk},
    )
    if form.is_valid():
        run = attempt(
            form, make_pay_run, company=company, period=form.cleaned_data["period"], by=request.user
        )
        if run:
            return done(request, "performance:pay_run.show", run.pk, message=_("The pay is made."))
    period = next((p for p in periods if p.key == asked.get("period")), periods[0])
    return answer(
        request,
        {
            "form": form,
            "company": company,
            "companies": companies,
            "period": period,
            "periods": periods,
            "people": candidates(company, period),
        },
    )


@page(permissions.PAY_RUN_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The lines of a run; ?export=xlsx gives them all as a table."""
    run = access_pay_run(pk, by=request.user, permission=permissions.PAY_RUN_SHOW)
    if request.GET.get("export") == "xlsx":
        return _download(run)
    found = listing(
        request,
        lines_of(run),
        columns=LINES,
        order=["person__unit__path", "person__name"],
        search=["person__name", "person__number"],
    )
    return answer(
        request, {"run": run, "period": Period.parse(run.period), "listing": found, "totals": totals_of(run)}
    )


def _download(run: Any) -> HttpResponseBase:
    heads = [_("Staff number"), *(str(column.label) for column in LINES)]
    rows = (
        (line.person.number, line.person.name, line.person.unit.label, line.total, line.base, line.part, line.score,
         line.performance_pay, line.sum)
        for line in lines_of(run)
    )  # fmt: skip
    return download(_("Pay %(month)s") % {"month": run.period}, heads, rows)
