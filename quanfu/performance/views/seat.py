from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.org.queries.person import people_of_company
from quanfu.performance import permissions
from quanfu.performance.actions.rating import seat_rater, unseat_rater
from quanfu.performance.forms.sheet import SeatForm
from quanfu.performance.queries.sheet import access_seat, access_sheet
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.SEAT_CREATE)
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a further rater on the sheet."""
    sheet = access_sheet(pk, by=request.user, permission=permissions.SEAT_CREATE)
    form = SeatForm(
        request.POST or None, people=people_of_company(sheet.company_id).exclude(pk=sheet.person_id)
    )
    if form.is_valid() and attempt(form, seat_rater, sheet=sheet, by=request.user, **form.cleaned_data):
        return done(request, "performance:sheet.show", pk, message=_("The rater is named."))
    return answer(request, {"sheet": sheet, "form": form})


@page(permissions.SEAT_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    """Take a rater who has not rated off the sheet."""
    seat = access_seat(seat_pk, sheet_pk=pk, by=request.user, permission=permissions.SEAT_DELETE)
    unseat_rater(seat=seat, by=request.user)
    return done(
        request,
        "performance:sheet.show",
        pk,
        message=_("%(person)s no longer rates here.") % {"person": seat.rater.name},
    )
