from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.org import permissions
from quanfu.org.actions.unit import move_unit
from quanfu.org.forms.unit import MoveForm
from quanfu.org.queries.unit import access_unit, parent_of
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.UNIT_MOVE_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang the unit with all below it under another one."""
    unit = access_unit(pk, by=request.user, permission=permissions.UNIT_MOVE_CREATE)
    form = MoveForm(request.POST or None, by=request.user, unit=unit, initial={"parent": parent_of(unit)})
    if form.is_valid() and attempt(form, move_unit, unit=unit, by=request.user, **form.cleaned_data):
        return done(request, "org:unit.show", pk, message=_("%(unit)s is moved.") % {"unit": unit.label})
    return answer(request, {"unit": unit, "form": form})
