from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.channels import permissions
from quanfu.channels.actions.dial import dial_number
from quanfu.channels.forms.call import DialForm
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.DIAL_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """One's own telephone rings; once it is taken up, the number is called."""
    form = DialForm(request.POST or None, initial={"phone": request.GET.get("phone", "")[:24]})
    if form.is_valid() and attempt(form, dial_number, by=request.user, **form.cleaned_data):
        return done(
            request, "channels:call.index", message=_("Your telephone rings: take it up to be connected.")
        )
    return answer(request, {"form": form})
