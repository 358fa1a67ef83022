from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.channels import permissions
from quanfu.channels.actions.call import return_call
from quanfu.channels.forms.call import ReturnForm
from quanfu.channels.queries.call import access_call, known_caller
from quanfu.channels.queries.extension import dials
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.CALL_RETURN_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has called a missed caller back, or tried to."""
    call = access_call(pk, by=request.user, permission=permissions.CALL_RETURN_CREATE)
    form = ReturnForm(request.POST or None, initial={"remark": call.remark})
    if form.is_valid() and attempt(form, return_call, call=call, by=request.user, **form.cleaned_data):
        return done(request, "channels:missed_call.index", message=_("Noted."))
    context = {
        "form": form, "call": call, "who": known_caller(call, request.user), "dials": dials(request.user)
    }  # fmt: skip
    return answer(request, context)
