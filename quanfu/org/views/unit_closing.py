from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.org import permissions
from quanfu.org.actions.unit import close_unit, reopen_unit
from quanfu.org.forms.unit import ClosingForm
from quanfu.org.queries.unit import access_unit
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.UNIT_CLOSING_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the unit from a day on (ORG-12)."""
    unit = access_unit(pk, by=request.user, permission=permissions.UNIT_CLOSING_CREATE)
    form = ClosingForm(request.POST or None)
    if form.is_valid() and attempt(form, close_unit, unit=unit, by=request.user, **form.cleaned_data):
        return done(request, "org:unit.show", pk, message=_("The closing is set."))
    return answer(request, {"unit": unit, "form": form})


@page(permissions.UNIT_CLOSING_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the closing back."""
    unit = access_unit(pk, by=request.user, permission=permissions.UNIT_CLOSING_DELETE)
    reopen_unit(unit=unit, by=request.user)
    return done(request, "org:unit.show", pk, message=_("%(unit)s is open again.") % {"unit": unit.label})
