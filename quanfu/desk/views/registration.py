"""Registering by hand what came on paper, at the counter or on a social platform."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.registration import register_by_hand
from quanfu.desk.forms.registration import RegistrationForm
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.REGISTRATION_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """``?channel=`` chooses the channel beforehand."""
    wanted = request.GET.get("channel", "")
    form = RegistrationForm(
        request.POST or None, by=request.user, initial={"channel": wanted} if wanted.isdecimal() else None
    )
    company = request.user.company
    if form.is_valid() and (
        req := attempt(form, register_by_hand, company=company, by=request.user, **form.cleaned_data)
    ):
        return done(
            request,
            "desk:request.show",
            req.number,
            message=_("%(number)s is registered") % {"number": req.number},
        )
    return answer(request, {"form": form})
