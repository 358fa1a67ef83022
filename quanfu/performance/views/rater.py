from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.core.errors import Refused
from quanfu.org.queries.person import people_of_company
from quanfu.performance import permissions
from quanfu.performance.actions.rating import appoint_rater, dismiss_rater
from quanfu.performance.enums import Group
from quanfu.performance.forms.sheet import RaterForm
from quanfu.performance.queries.company import choose_company, whole_companies
from quanfu.performance.queries.raters import access_group_rater, appointed
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.RATER_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Who rates for marketing and production in the company."""
    companies = whole_companies(request.user, permissions.RATER_INDEX)
    company = choose_company(companies, request.GET.get("company"), request.user)
    rows = list(appointed(company.pk)) if company else []
    groups = [
        (group, [row for row in rows if row.group == group])
        for group in (Group.MARKETING_HEAD, Group.PRODUCTION_HEAD)
    ]
    may = {
        "create": request.user.may(permissions.RATER_CREATE),
        "delete": request.user.may(permissions.RATER_DELETE),
    }
    return answer(request, {"companies": companies, "company": company, "groups": groups, "may": may})


@page(permissions.RATER_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("company")
    company = choose_company(whole_companies(request.user, permissions.RATER_CREATE), wanted, request.user)
    if company is None:
        raise Refused(_("Raters are named for whole companies."))
    form = RaterForm(
        request.POST or None,
        people=people_of_company(company.pk),
        initial={"group": request.GET.get("group")},
    )
    if form.is_valid() and attempt(
        form, appoint_rater, company=company, by=request.user, **form.cleaned_data
    ):
        return done(request, "performance:rater.index", message=_("The rater is named."))
    return answer(request, {"form": form, "company": company})


@page(permissions.RATER_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = access_group_rater(pk, by=request.user, permission=permissions.RATER_DELETE)
    dismiss_rater(row=row, by=request.user)
    return done(
        request,
        "performance:rater.index",
        message=_("%(person)s no longer rates here.") % {"person": row.person.name},
    )
