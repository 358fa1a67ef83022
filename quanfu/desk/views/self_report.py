from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.complaint import report_failure
from quanfu.desk.forms.complaint import SelfReportForm
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.SELF_REPORT_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """Staff report a failure of their own; recovery begins before the customer complains (CMP-19)."""
    by = request.user
    form = SelfReportForm(request.POST or None)
    if form.is_valid() and (
        req := attempt(form, report_failure, company=by.company, by=by, **form.cleaned_data)
    ):
        text = _("Thank you. %(number)s is being put right.") % {"number": req.number}
        return done(request, "desk:request.show", req.number, message=text)
    return answer(request, {"form": form})
