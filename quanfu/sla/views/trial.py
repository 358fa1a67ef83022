from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.core.clock import now
from quanfu.core.errors import Http404
from quanfu.desk.queries.request import access_request
from quanfu.sla import permissions
from quanfu.sla.forms.policy import TrialForm, conditions_of
from quanfu.sla.queries.trial import imagined, judged, outcomes
from quanfu.ui.page import answer, page


@page(permissions.TRIAL_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponse:
    """Which policy would this request get, and why. Nothing is stored."""
    by, at = request.user, now()
    form = TrialForm(request.GET or None, company=by.company)
    req = None
    if form.is_valid():
        req = imagined(by.company, form.cleaned_data)
        if number := form.cleaned_data["number"]:
            try:
                req = access_request(number.strip().upper(), by=by, permission=permissions.TRIAL_SHOW)
            except Http404:
                form.add_error("number", _("There is no such request."))
                req = None
    context = {
        "form": form, "req": req, "at": at, "outcomes": outcomes(req, at) if req else [],
        "judged": judged(req, at) if req else [], "fields": {name: label for name, (label, _c) in conditions_of(by.company).items()},
    }  # fmt: skip
    return answer(request, context)
