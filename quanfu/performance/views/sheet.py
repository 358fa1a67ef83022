from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quanfu.core.clock import today
from quanfu.core.errors import Refused
from quanfu.desk.permissions import REQUEST_SHOW
from quanfu.org.queries.person import people_of_company
from quanfu.performance import permissions
from quanfu.performance.actions.sheet import open_sheet, open_sheets
from quanfu.performance.enums import SheetState
from quanfu.performance.forms.sheet import SeatForm, SheetFilter, SheetForm
from quanfu.performance.queries.company import choose_company, whole_companies
from quanfu.performance.queries.indicators import answers_behind, indicators_of
from quanfu.performance.queries.period import Period
from quanfu.performance.queries.sheet import (
    access_sheet,
    lines_for,
    period_overview,
    progress_of,
    sheets_for,
    units_of_sheets,
    used_periods,
)
from quanfu.performance.queries.weights import period_kind_on, weights_on
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, own_page, page

COLUMNS = (
    Column(gettext_lazy("Employee"), sort="person__name"), Column(gettext_lazy("Unit"), sort="unit__path", quiet=True),
    Column(gettext_lazy("Rated so far")), Column(gettext_lazy("State"), sort="state"),
    Column(gettext_lazy("Total score"), sort="score", align="end"),
)  # fmt: skip


@page(permissions.SHEET_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """The sheets of one period, with how far each group is; without a choice the latest."""
    by = request.user
    periods = used_periods(by)
    period = next((p for p in periods if p.key == request.GET.get("period")), periods[0] if periods else None)
    key = period.key if period else ""
    narrow = SheetFilter(
        {"period": key, **request.GET.dict()}, periods=periods, units=units_of_sheets(by, key)
    )
    company = choose_company(whole_companies(by, permissions.SHEET_CREATE), None, by)
    weights = weights_on(today(), company.pk) if company else None
    found = listing(
        request, narrow.narrow(sheets_for(by, permissions.SHEET_INDEX).filter(period=key)), columns=COLUMNS,
        order=["unit__path", "person__name"], search=["person__name"], filters=narrow,
    )  # fmt: skip
    return answer(request, {
        "listing": found, "period": period, "overview": period_overview(by, key), "State": SheetState,
        "progress": progress_of([sheet.pk for sheet in found.rows]),
        "wrong_sum": weights.total if weights and not weights.fits else None,
        "may": {name: by.may(permission) for name, permission in _ACTS.items()},
    })  # fmt: skip


_ACTS = {
    "open": permissions.SHEET_CREATE, "compute": permissions.COMPUTATION_CREATE, "close": permissions.CLOSURE_CREATE,
    "waive": permissions.WAIVER_CREATE, "seat": permissions.SEAT_CREATE, "unseat": permissions.SEAT_DELETE,
}  # fmt: skip


@page(permissions.SHEET_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """Open the missing sheets of a period for everybody, or one person's."""
    companies = whole_companies(request.user, permissions.SHEET_CREATE)
    company = choose_company(companies, request.POST.get("company"), request.user)
    if company is None:
        raise Refused(_("You may open sheets for whole companies only."))
    kind = period_kind_on(today(), company.pk)
    form = SheetForm(
        request.POST or None,
        companies=companies,
        people=people_of_company(company.pk),
        day=today(),
        kind=kind,
    )
    if form.is_valid():
        period, person = form.cleaned_data["period"], form.cleaned_data["person"]
        if person and (sheet := attempt(form, open_sheet, person=person, period=period, by=request.user)):
            return done(request, "performance:sheet.show", sheet.pk, message=_("The sheet is open."))
        if not person and (
            opened := attempt(form, open_sheets, company=company, period=period, by=request.user)
        ):
            number = len(opened) if isinstance(opened, list) else 0
            said = (
                ngettext("%(n)d sheet opened.", "%(n)d sheets opened.", number)
                if number
                else _("All sheets are open already.")
            )
            path = f"{reverse('performance:sheet.index')}?period={period.key}"
            return done(request, path, message=said % {"n": number})
    return answer(request, {"form": form, "weights": weights_on(today(), company.pk)})


@own_page(permissions.SHEET_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet opened down to every rating. Its subject sees it too, with peers unnamed."""
    by = request.user
    sheet = access_sheet(pk, by=by, permission=permissions.SHEET_SHOW, own=True)
    facts = indicators_of(sheet)
    lines = lines_for(sheet, by, facts)
    acts = {name: sheet.person_id != by.pk and by.may(permission) for name, permission in _ACTS.items()}
    return answer(request, {
        "sheet": sheet, "lines": lines, "facts": facts, "answers": answers_behind(sheet)[:200], "may": acts,
        "may_show_requests": by.may(REQUEST_SHOW), "period": Period.parse(sheet.period), "back": _back(sheet, by), "missing": [line.group.label for line in lines if line.missing],
        "seat_form": SeatForm(people=people_of_company(sheet.company_id)) if acts["seat"] and sheet.is_unsettled else None,
    })  # fmt: skip


def _back(sheet: Any, by: Any) -> list[tuple[str, str]]:
    """Where the reader came from: the list of the period, or their own pay."""
    if by.may(permissions.SHEET_INDEX) and sheet.person_id != by.pk:
        return [(_("Appraisal"), f"{reverse('performance:sheet.index')}?period={sheet.period}")]
    return [(_("My pay"), reverse("performance:own_pay.show"))]
