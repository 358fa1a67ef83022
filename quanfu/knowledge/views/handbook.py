from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.core.clock import today
from quanfu.knowledge import permissions
from quanfu.knowledge.queries.handbook import handbook_of
from quanfu.ui.page import done, flash, page


@page(permissions.HANDBOOK_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponse:
    """The handbook of one's company as PDF. ?for=customers leaves out what is internal, ?in=en what has no English text."""
    english = request.GET.get("in") == "en"
    made = handbook_of(request.user.company, public=request.GET.get("for") == "customers", english=english)
    if not made.articles:
        flash(request, _("Nothing is published yet that could be printed."), tone="info")
        return done(request, "knowledge:article.index")
    name = f"handbook-{today():%Y%m%d}{'-en' if english else ''}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Content-Security-Policy": "sandbox"}
    return HttpResponse(made.pdf, content_type="application/pdf", headers=headers)
