"""What customers say: return calls compiled, feedback by type with its trend (FBK-8, FBK-12, FBK-14)."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from quanfu.core.clock import today
from quanfu.reports import permissions
from quanfu.reports.forms.figures import FiguresForm
from quanfu.reports.queries.overview import choices_for
from quanfu.reports.queries.voices import voices
from quanfu.reports.views._figures import steps_of
from quanfu.ui.download import download
from quanfu.ui.page import answer, page


@page(permissions.FEEDBACK_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponseBase:
    form = FiguresForm(request.GET, choices=choices_for(request.user, permissions.FEEDBACK_SHOW), day=today())
    found = voices(request.user, permissions.FEEDBACK_SHOW, form.wanted())
    if request.GET.get("export") == "xlsx":
        return download(found.title, found.heads, found.table)
    span = found.wanted.span
    return answer(request, {"form": form, "found": found, "span": span, "steps": steps_of(request, span)})
