"""Numbers whose owners want no more SMS."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.channels import permissions
from quanfu.channels.actions.opt_out import allow_sms, stop_sms
from quanfu.channels.forms.sms import OptOutForm
from quanfu.channels.queries.sms import access_opt_out, opt_outs_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = [
    Column(gettext_lazy("Phone"), sort="phone"), Column(gettext_lazy("What they wrote")), Column(gettext_lazy("Since"), align="end"),
    Column("", align="end"),
]  # fmt: skip


@page(permissions.OPT_OUT_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    found = opt_outs_for(request.user, permissions.OPT_OUT_INDEX)
    rows = listing(request, found, columns=COLUMNS, order=["-at", "-id"], search=["phone"])
    return answer(request, {"listing": rows, "may_delete": request.user.may(permissions.OPT_OUT_DELETE)})


@page(permissions.OPT_OUT_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    form = OptOutForm(request.POST or None, by=request.user)
    if form.is_valid() and attempt(form, stop_sms, by=request.user, **form.cleaned_data):
        return done(request, "channels:opt_out.index", message=_("No more SMS go to this number."))
    return answer(request, {"form": form})


@page(permissions.OPT_OUT_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_opt_out(pk, by=request.user, permission=permissions.OPT_OUT_DELETE)
    allow_sms(opt_out=found, by=request.user)
    return done(request, "channels:opt_out.index", message=_("SMS go to this number again."))
