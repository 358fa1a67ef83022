from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.sla import permissions
from quanfu.sla.actions.policy import delete_policy, save_policy
from quanfu.sla.forms.policy import DeletionForm, PolicyForm
from quanfu.sla.queries.policy import access_policy, versions_of
from quanfu.sla.queries.policy_list import policy_cards
from quanfu.sla.queries.recomputation import open_recomputations
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.POLICY_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """The policies of the viewer's company in the order in which they count."""
    by = request.user
    context = {
        "cards": policy_cards(by.company_id), "runs": open_recomputations(by),
        "may_create": by.may(permissions.POLICY_CREATE), "may_update": by.may(permissions.POLICY_UPDATE),
        "may_order": by.may(permissions.POLICY_ORDER_CREATE),
    }  # fmt: skip
    return answer(request, context, block="runs")


@page(permissions.POLICY_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    form = PolicyForm(request.POST or None, company=request.user.company, initial={"apply_to_open": "no"})
    if form.is_valid() and attempt(form, save_policy, policy=None, by=request.user, **form.words()):
        return done(request, "sla:policy.index", message=_("The policy stands at the end of the list."))
    return answer(request, {"form": form, "policy": None})


@page(permissions.POLICY_UPDATE)
def update(request: HttpRequest, line: int) -> HttpResponse:
    """The next version of a line; the versions so far stand below."""
    policy = access_policy(line, by=request.user)
    form = PolicyForm(request.POST or None, company=policy.company, policy=policy)
    if form.is_valid() and attempt(form, save_policy, policy=policy, by=request.user, **form.words()):
        return done(request, "sla:policy.index", message=_("Saved."))
    context = {"form": form, "policy": policy, "versions": versions_of(policy), "may_delete": request.user.may(permissions.POLICY_DELETE)}  # fmt: skip
    return answer(request, context)


@page(permissions.POLICY_DELETE)
def delete(request: HttpRequest, line: int) -> HttpResponse:
    policy = access_policy(line, by=request.user)
    form = DeletionForm(request.POST or None, initial={"apply_to_open": "no"})
    if form.is_valid():
        attempt(form, delete_policy, policy=policy, by=request.user, **form.cleaned_data)
        return done(request, "sla:policy.index", message=_("%(name)s deleted") % {"name": policy.name})
    return answer(request, {"form": form, "policy": policy})
