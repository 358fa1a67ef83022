from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.quality import permissions
from quanfu.quality.actions.improvement import tell_notice
from quanfu.quality.forms.improvement import NoticeForm
from quanfu.quality.queries.improvement import access_notice, notice_draft, open_notices
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Customer")),
    Column(gettext_lazy("What has improved")),
    Column(gettext_lazy("Request"), quiet=True),
)


@page(permissions.NOTICE_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Customers to be told what their words have changed."""
    rows = open_notices(request.user, permissions.NOTICE_INDEX)
    return answer(request, {"list": listing(request, rows, columns=HEADS, order=("id",))})


@page(permissions.NOTICE_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    notice = access_notice(pk, by=request.user)
    form = NoticeForm(request.POST or None, initial={"text": notice_draft(notice)})
    if form.is_valid() and attempt(form, tell_notice, notice=notice, by=request.user, **form.cleaned_data):
        return done(request, "quality:notice.index", message=_("The customer is told."))
    return answer(request, {"notice": notice, "form": form})
