from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.core.clock import today
from quanfu.core.errors import Refused
from quanfu.performance import permissions
from quanfu.performance.actions.weight import set_weights
from quanfu.performance.enums import Group
from quanfu.performance.forms.sheet import WeightForm
from quanfu.performance.queries.company import choose_company, whole_companies
from quanfu.performance.queries.weights import base_share_on, period_kind_on, weights_ahead, weights_on
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.WEIGHT_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """The weights in force and those to come, and how pay is split."""
    companies = whole_companies(request.user, permissions.WEIGHT_INDEX)
    company = choose_company(companies, request.GET.get("company"), request.user)
    if company is None:
        raise Refused(_("Weights belong to whole companies."))
    return answer(request, {
        "companies": companies, "company": company, "ahead": weights_ahead(company.pk), "groups": list(Group),
        "share": base_share_on(today(), company.pk), "kind": period_kind_on(today(), company.pk),
        "may_update": request.user.may(permissions.WEIGHT_UPDATE),
    })  # fmt: skip


@page(permissions.WEIGHT_UPDATE)
def update(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("company")
    company = choose_company(whole_companies(request.user, permissions.WEIGHT_UPDATE), wanted, request.user)
    if company is None:
        raise Refused(_("Weights belong to whole companies."))
    weights = weights_on(today(), company.pk)
    start = {**{group.value: int(points) for group, points in weights.points.items()}, "since": today()}
    form = WeightForm(request.POST or None, initial=start)
    if form.is_valid() and attempt(
        form,
        set_weights,
        company=company,
        points=form.points(),
        since=form.cleaned_data["since"],
        by=request.user,
    ):
        return done(request, "performance:weight.index", message=_("The weights are set."))
    return answer(request, {"form": form, "company": company})
