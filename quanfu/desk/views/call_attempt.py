from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.callback import record_attempt
from quanfu.desk.forms.callback import CallAttemptForm
from quanfu.desk.queries.callback import access_callback
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.CALL_ATTEMPT_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody was reached: log it, and go on to the next customer."""
    callback = access_callback(pk, by=request.user, permission=permissions.CALL_ATTEMPT_CREATE)
    form = CallAttemptForm(request.POST or None)
    if form.is_valid() and attempt(
        form, record_attempt, callback=callback, by=request.user, **form.cleaned_data
    ):
        return done(request, "desk:callback.index", message=_("Logged."))
    return answer(request, {"callback": callback, "form": form})
