from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.macro import rehearse_macro, run_macro
from quanfu.desk.forms.step import MacroRunForm
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.steps import access_macro, macros_for, step_labels
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.MACRO_RUN_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """The macros that may be run on this request; each leads to its preview."""
    req = access_request(number, by=request.user, permission=permissions.MACRO_RUN_PANEL)
    macros = [(macro, step_labels(macro)) for macro in macros_for(req.company_id)]
    return answer(request, {**words(req), "req": req, "macros": macros})


@page(permissions.MACRO_RUN_CREATE)
def create(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """What it would do here, step by step; then it does that."""
    req = access_request(number, by=request.user, permission=permissions.MACRO_RUN_CREATE)
    macro = access_macro(pk, request=req)
    form = MacroRunForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, run_macro, macro=macro, request=req, by=request.user, **form.cleaned_data
    ):
        return done(
            request, "desk:request.show", number, message=_("%(name)s: done.") % {"name": macro.label}
        )
    outcomes = rehearse_macro(macro=macro, request=req, by=request.user)
    wrong = sum(bool(outcome.refused) for outcome in outcomes)
    return answer(
        request,
        {**words(req), "req": req, "form": form, "macro": macro, "outcomes": outcomes, "wrong": wrong},
    )
