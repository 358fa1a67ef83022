from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk import permissions
from quanfu.desk.actions.review import review_request
from quanfu.desk.enums import State
from quanfu.desk.forms.review import ReviewForm
from quanfu.desk.queries.inbox import COLUMNS, OPEN_ORDER
from quanfu.desk.queries.request import access_request, requests_for
from quanfu.desk.queries.words import words
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

HEADS = (
    Column(gettext_lazy("Request")), Column(gettext_lazy("Customer"), quiet=True),
    Column(gettext_lazy("State")), Column(gettext_lazy("Received"), align="end"),
)  # fmt: skip


@page(permissions.REVIEW_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """The acceptor's queue: what waits to be classified or judged, urgent first, oldest first."""
    waiting = requests_for(request.user, permissions.REVIEW_INDEX).filter(
        state__in=[State.REGISTERED, State.IN_REVIEW, State.REFUSED]
    )
    return answer(
        request,
        {
            **words(),
            "list": listing(
                request, waiting.values_list(*COLUMNS, named=True), columns=HEADS, order=OPEN_ORDER
            ),
        },
    )


@page(permissions.REVIEW_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.REVIEW_CREATE)
    form = ReviewForm(request.POST or None, initial={"charge": req.charge})
    if form.is_valid() and (
        review := attempt(form, review_request, request=req, by=request.user, **form.cleaned_data)
    ):
        text = (
            _("%(number)s is approved.")
            if review.approved
            else _("%(number)s is refused; explain it to the customer.")
        )
        to = "desk:request.show" if review.approved else "desk:explanation.create"
        return done(request, to, number, message=text % {"number": number})
    return answer(request, {**words(req), "req": req, "form": form})
