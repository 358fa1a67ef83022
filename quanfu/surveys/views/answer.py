"""Ratings: the list, one of them, the panel beside a request, and ratings told by phone."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from quanfu.desk.queries.request import access_request
from quanfu.surveys import permissions
from quanfu.surveys.actions.answer import record_phone_answer
from quanfu.surveys.forms.answer import AnswerFilter, AnswerForm
from quanfu.surveys.queries.answer import access_answer, answer_of, answers_for, points_of
from quanfu.surveys.queries.invitation import invitation_of
from quanfu.surveys.queries.questionnaire import items_for_request
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = [
    Column(__("Request")),
    Column(__("Score"), sort="score"),
    Column(__("In words"), quiet=True),
    Column(__("Handled by")),
    Column(__("Unit"), quiet=True),
    Column(__("Time"), sort="at", align="end"),
]


@page(permissions.ANSWER_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    form = AnswerFilter(request.GET)
    found = answers_for(request.user, permissions.ANSWER_INDEX, **form.wanted())
    rows = listing(
        request,
        found,
        columns=COLUMNS,
        order=["-at", "-id"],
        search=["request__number", "text"],
        filters=form,
    )
    return answer(request, {"listing": rows})


@page(permissions.ANSWER_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponse:
    rating = access_answer(pk, by=request.user, permission=permissions.ANSWER_SHOW)
    changes = [(change, points_of(rating, change.new["items"])) for change in rating.changes.order_by("id")]
    return answer(request, {"rating": rating, "points": points_of(rating), "changes": changes})


@page(permissions.ANSWER_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """A rating told by phone."""
    req = access_request(number, by=request.user, permission=permissions.ANSWER_CREATE)
    given = answer_of(req)
    if req.fed_back_at is None:
        return answer(request, {"req": req, "form": None, "given": given}, status=200)
    form = AnswerForm(request.POST or None, items=items_for_request(req))
    if form.is_valid() and attempt(form, record_phone_answer, request=req, by=request.user, **form.rating()):
        return done(request, "desk:request.show", number, message=_("The rating is kept"))
    return answer(request, {"req": req, "form": form, "given": given})


@page(permissions.ANSWER_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """Beside a request: the rating, or how far the invitation is."""
    req = access_request(number, by=request.user, permission=permissions.ANSWER_PANEL)
    rating, invitation = answer_of(req), invitation_of(req)
    context = {
        "req": req,
        "rating": rating,
        "invitation": invitation,
        "points": points_of(rating) if rating else [],
        "change": rating.changes.order_by("-id").first() if rating else None,
        "may_create": req.fed_back_at and not rating and request.user.may(permissions.ANSWER_CREATE),
        "may_show": request.user.may(permissions.ANSWER_SHOW),
    }
    return answer(request, context)
