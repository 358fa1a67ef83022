from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.snooze import snooze_for, wake_request
from quanfu.desk.enums import WakeReason
from quanfu.desk.forms.snooze import SnoozeForm
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.snooze import tomorrow_morning
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.SNOOZE_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.SNOOZE_CREATE)
    form = SnoozeForm(request.POST or None)
    if form.is_valid() and attempt(form, snooze_for, request=req, by=request.user, **form.cleaned_data):
        return done(request, "desk:request.index", message=_("%(number)s is put aside.") % {"number": number})
    return answer(
        request, {**words(req), "req": req, "form": form, "tomorrow": tomorrow_morning(request.user)}
    )


@page(permissions.SNOOZE_DELETE)
def delete(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.SNOOZE_DELETE)
    if request.method == "POST":
        wake_request(request=req, reason=WakeReason.HAND, by=request.user)
        return done(
            request, "desk:request.show", number, message=_("%(number)s is back.") % {"number": number}
        )
    return answer(request, {**words(req), "req": req})
