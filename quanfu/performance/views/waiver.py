from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.performance import permissions
from quanfu.performance.actions.rating import waive_group
from quanfu.performance.forms.sheet import WaiverForm
from quanfu.performance.queries.sheet import access_sheet, lines_for
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.WAIVER_CREATE)
def create(request: HttpRequest, pk: int, group: str) -> HttpResponse:
    """Let the sheet go on without a group that did not rate, with a reason and the points that count instead."""
    sheet = access_sheet(pk, by=request.user, permission=permissions.WAIVER_CREATE)
    line = next((line for line in lines_for(sheet, request.user) if line.group == group), None)
    if line is None:
        raise Http404
    form = WaiverForm(request.POST or None)
    if form.is_valid() and attempt(
        form, waive_group, sheet=sheet, group=group, by=request.user, **form.cleaned_data
    ):
        return done(request, "performance:sheet.show", pk, message=_("The group is waived."))
    return answer(request, {"sheet": sheet, "line": line, "form": form})
