from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.service_package import open_package
from quanfu.desk.forms.enquiry import ServicePackageForm
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.SERVICE_PACKAGE_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.SERVICE_PACKAGE_CREATE)
    form = ServicePackageForm(request.POST or None)
    if form.is_valid() and attempt(form, open_package, request=req, by=request.user, **form.cleaned_data):
        return done(request, "desk:request.show", number, message=_("The service package is open."))
    return answer(request, {**words(req), "req": req, "form": form, "package": getattr(req, "package", None)})
