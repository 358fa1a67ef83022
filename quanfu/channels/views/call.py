"""The list of calls, and what is written down of one."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.channels import permissions
from quanfu.channels.actions.call import complete_call, record_call
from quanfu.channels.forms.call import AboutForm, CallForm, about
from quanfu.channels.queries.call import access_call, calls_for, known_caller, with_callers
from quanfu.channels.queries.extension import dials
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = [
    Column(gettext_lazy("Caller")), Column(gettext_lazy("Answered?")), Column(gettext_lazy("Rings"), align="end", quiet=True),
    Column(gettext_lazy("Confirmed with the customer?")), Column(gettext_lazy("Agent"), quiet=True),
    Column(gettext_lazy("Time"), align="end"),
]  # fmt: skip


@page(permissions.CALL_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    found = with_callers(calls_for(request.user, permissions.CALL_INDEX), request.user)
    return answer(
        request, {"list": listing(request, found, columns=COLUMNS, order=["-at", "-id"], search=["phone"])}
    )


@page(permissions.CALL_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    form = CallForm(request.POST or None, by=request.user)
    if form.is_valid() and attempt(
        form, record_call, company=request.user.company, by=request.user, **form.cleaned_data
    ):
        return done(request, "channels:call.index", message=_("The call is recorded."))
    return answer(request, {"form": form})


@page(permissions.CALL_UPDATE)
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """What a call was about that the telephone system reported."""
    call = access_call(pk, by=request.user, permission=permissions.CALL_UPDATE)
    form = AboutForm(request.POST or None, initial=about(call))
    if form.is_valid() and attempt(form, complete_call, call=call, by=request.user, **form.cleaned_data):
        return done(request, "channels:call.index", message=_("The call is recorded."))
    return answer(
        request, {"form": form, "call": call, "who": known_caller(call, request.user), "dials": dials(request.user)}
    )  # fmt: skip
