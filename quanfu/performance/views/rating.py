from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quanfu.performance import permissions
from quanfu.performance.actions.rating import give_ratings
from quanfu.performance.forms.rating import RatingForm
from quanfu.performance.queries.indicators import indicators_for
from quanfu.performance.queries.period import Period
from quanfu.performance.queries.sheet import maxima_of, rating_tasks, seats_of
from quanfu.ui.page import answer, attempt, done, own_page


@own_page(permissions.RATING_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """The periods in which one is to rate colleagues, with how many are still to do."""
    return answer(request, {"tasks": rating_tasks(request.user)})


@own_page(permissions.RATING_CREATE)
def create(request: HttpRequest, period: str) -> HttpResponse:
    """One's own part of all sheets of a period: whom one rates, the maximum beside each (PER-16)."""
    seats = list(seats_of(request.user, period=period))
    if not seats:
        raise Http404
    facts = indicators_for({seat.sheet.person_id for seat in seats}, Period.parse(period))
    form = RatingForm(
        request.POST or None, seats=seats, maxima=maxima_of(seat.sheet_id for seat in seats), facts=facts
    )
    if form.is_valid():
        changed = attempt(form, give_ratings, given=form.given(), by=request.user)
        if changed is not None:
            number = changed if changed is not True else 0
            said = (
                ngettext("%(n)d rating saved.", "%(n)d ratings saved.", number)
                if number
                else _("Nothing was changed.")
            )
            return done(request, "performance:rating.create", period, message=said % {"n": number})
    return answer(
        request,
        {
            "form": form,
            "period": Period.parse(period),
            "rows": list(form.rows()),
            "left": sum(not hasattr(s, "rating") for s in seats),
        },
    )
