from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.conversion import convert_enquiry
from quanfu.desk.forms.enquiry import ConversionForm
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.CONVERSION_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """An enquiry turns out to be work."""
    req = access_request(number, by=request.user, permission=permissions.CONVERSION_CREATE)
    form = ConversionForm(request.POST or None, req=req)
    if form.is_valid():
        made = attempt(form, convert_enquiry, enquiry=req, by=request.user, **form.cleaned_data)
        if made:
            text = _("%(number)s is registered.") % {"number": made.number}
            return done(request, "desk:request.show", made.number, message=text)
    return answer(request, {**words(req), "req": req, "form": form})
