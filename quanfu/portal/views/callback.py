"""The page that the SMS of a return call leads to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.core.actor import visitor
from quanfu.desk.actions.callback import record_call
from quanfu.desk.enums import CallbackState
from quanfu.desk.queries.callback import callback_by_token
from quanfu.portal import permissions
from quanfu.portal.forms.callback import CallbackForm
from quanfu.ui.page import answer, attempt, done, public_page


@public_page(permissions.CALLBACK_SHOW)
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The four questions, or thanks once they are answered."""
    callback = callback_by_token(token)
    if callback is None:
        raise Http404("callback")
    form: CallbackForm | None = CallbackForm(request.POST or None)
    if callback.state in (CallbackState.DONE, CallbackState.CANCELLED):
        form = None
    elif form and form.is_valid():
        who = visitor(callback.request.contact_name if callback.request else str(callback.customer))
        if attempt(form, record_call, callback=callback, by=who, **form.parts()):
            return done(request, "portal:callback.show", token, message=_("Thank you for your answer."))
    context = {"company": callback.company, "req": callback.request, "form": form}
    return answer(request, context, status=None if form else 200)
